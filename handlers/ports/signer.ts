/** A form that a browser posts a file with, directly to S3. */
interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface UploadFormSpec {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  /** Exact size of the file. */
  readonly bytes: number;
  /** User metadata of the object. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly expiresSec: number;
}

/** Signs with the function's own permissions. */
export interface Signer {
  uploadForm(spec: UploadFormSpec): Promise<UploadForm>;
  /** A URL that reads one object. */
  link(bucket: string, key: string, expiresSec: number): Promise<string>;
  /** A URL of the edge, as it may be requested. Where results are delivered to everybody it is the URL itself. */
  edgeLink(url: string, expiresSec: number): Promise<string>;
}
