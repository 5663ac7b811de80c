/** An operation of the S3 API, as a request names it. */
export interface S3ApiOperation {
  readonly name: string;
  readonly level: "service" | "bucket" | "object";
  readonly method: string;
  /** Query parameters that name it, each `name` or `name=value`; empty for the operation that needs none. */
  readonly query: readonly string[];
  /** Further query parameters that it takes. */
  readonly parameters: readonly string[];
  /** Whether the header `x-amz-copy-source` distinguishes it from the operation with the same method and query. */
  readonly copies: boolean;
}

/** One operation a line: `METHOD?query Name parameter,parameter`. */
function parse(level: S3ApiOperation["level"], lines: string): S3ApiOperation[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [request = "", name = "", parameters = ""] = line.trim().split(" ");
      const [method = "", query = ""] = request.split("?");
      const list = (text: string, separator: string) => (text === "" ? [] : text.split(separator));
      return {
        ...{ name, level, method, query: list(query, "&"), parameters: list(parameters, ",") },
        copies: name === "CopyObject" || name === "UploadPartCopy",
      };
    });
}

/**
 * Every operation of S3 with the query parameters that it takes: AWS's model of the service (API version 2006-03-01, as
 * botocore 1.43.67 carries it) without deprecated operations and without WriteGetObjectResponse, which has a host of
 * its own; and the upload by a form, which the API reference has and the model has not. It decides what a request
 * means, whether or not the operation is embedded.
 */
export const s3Api: readonly S3ApiOperation[] = [
  ...parse(
    "service",
    `
    GET ListBuckets max-buckets,continuation-token,prefix,bucket-region
    GET?max-directory-buckets ListDirectoryBuckets continuation-token
    `,
  ),
  ...parse(
    "bucket",
    `
    PUT CreateBucket
    POST?metadataConfiguration CreateBucketMetadataConfiguration
    POST?metadataTable CreateBucketMetadataTableConfiguration
    GET?session CreateSession
    DELETE DeleteBucket
    DELETE?analytics DeleteBucketAnalyticsConfiguration id
    DELETE?cors DeleteBucketCors
    DELETE?encryption DeleteBucketEncryption
    DELETE?intelligent-tiering DeleteBucketIntelligentTieringConfiguration id
    DELETE?inventory DeleteBucketInventoryConfiguration id
    DELETE?lifecycle DeleteBucketLifecycle
    DELETE?metadataConfiguration DeleteBucketMetadataConfiguration
    DELETE?metadataTable DeleteBucketMetadataTableConfiguration
    DELETE?metrics DeleteBucketMetricsConfiguration id
    DELETE?ownershipControls DeleteBucketOwnershipControls
    DELETE?policy DeleteBucketPolicy
    DELETE?replication DeleteBucketReplication
    DELETE?tagging DeleteBucketTagging
    DELETE?website DeleteBucketWebsite
    POST?delete DeleteObjects
    DELETE?publicAccessBlock DeletePublicAccessBlock
    GET?abac GetBucketAbac
    GET?accelerate GetBucketAccelerateConfiguration
    GET?acl GetBucketAcl
    GET?analytics&id GetBucketAnalyticsConfiguration
    GET?cors GetBucketCors
    GET?encryption GetBucketEncryption
    GET?intelligent-tiering&id GetBucketIntelligentTieringConfiguration
    GET?inventory&id GetBucketInventoryConfiguration
    GET?lifecycle GetBucketLifecycleConfiguration
    GET?location GetBucketLocation
    GET?logging GetBucketLogging
    GET?metadataConfiguration GetBucketMetadataConfiguration
    GET?metadataTable GetBucketMetadataTableConfiguration
    GET?metrics&id GetBucketMetricsConfiguration
    GET?notification GetBucketNotificationConfiguration
    GET?ownershipControls GetBucketOwnershipControls
    GET?policy GetBucketPolicy
    GET?policyStatus GetBucketPolicyStatus
    GET?replication GetBucketReplication
    GET?requestPayment GetBucketRequestPayment
    GET?tagging GetBucketTagging
    GET?versioning GetBucketVersioning
    GET?website GetBucketWebsite
    GET?object-lock GetObjectLockConfiguration
    GET?publicAccessBlock GetPublicAccessBlock
    HEAD HeadBucket
    GET?analytics ListBucketAnalyticsConfigurations continuation-token
    GET?intelligent-tiering ListBucketIntelligentTieringConfigurations continuation-token
    GET?inventory ListBucketInventoryConfigurations continuation-token
    GET?metrics ListBucketMetricsConfigurations continuation-token
    GET?uploads ListMultipartUploads delimiter,encoding-type,key-marker,max-uploads,prefix,upload-id-marker
    GET?versions ListObjectVersions delimiter,encoding-type,key-marker,max-keys,prefix,version-id-marker
    GET ListObjects delimiter,encoding-type,marker,max-keys,prefix
    GET?list-type=2 ListObjectsV2 delimiter,encoding-type,max-keys,prefix,continuation-token,fetch-owner,start-after
    POST PostObject
    PUT?abac PutBucketAbac
    PUT?accelerate PutBucketAccelerateConfiguration
    PUT?acl PutBucketAcl
    PUT?analytics PutBucketAnalyticsConfiguration id
    PUT?cors PutBucketCors
    PUT?encryption PutBucketEncryption
    PUT?intelligent-tiering PutBucketIntelligentTieringConfiguration id
    PUT?inventory PutBucketInventoryConfiguration id
    PUT?lifecycle PutBucketLifecycleConfiguration
    PUT?logging PutBucketLogging
    PUT?metrics PutBucketMetricsConfiguration id
    PUT?notification PutBucketNotificationConfiguration
    PUT?ownershipControls PutBucketOwnershipControls
    PUT?policy PutBucketPolicy
    PUT?replication PutBucketReplication
    PUT?requestPayment PutBucketRequestPayment
    PUT?tagging PutBucketTagging
    PUT?versioning PutBucketVersioning
    PUT?website PutBucketWebsite
    PUT?object-lock PutObjectLockConfiguration
    PUT?publicAccessBlock PutPublicAccessBlock
    PUT?metadataAnnotationTable UpdateBucketMetadataAnnotationTableConfiguration
    PUT?metadataInventoryTable UpdateBucketMetadataInventoryTableConfiguration
    PUT?metadataJournalTable UpdateBucketMetadataJournalTableConfiguration
    `,
  ),
  ...parse(
    "object",
    `
    DELETE?uploadId AbortMultipartUpload
    POST?uploadId CompleteMultipartUpload
    PUT CopyObject
    POST?uploads CreateMultipartUpload
    DELETE DeleteObject versionId
    DELETE?annotation DeleteObjectAnnotation annotationName,versionId
    DELETE?tagging DeleteObjectTagging versionId
    GET GetObject response-cache-control,response-content-disposition,response-content-encoding,response-content-language,response-content-type,response-expires,versionId,partNumber
    GET?acl GetObjectAcl versionId
    GET?annotation&annotationName GetObjectAnnotation versionId
    GET?attributes GetObjectAttributes versionId
    GET?legal-hold GetObjectLegalHold versionId
    GET?retention GetObjectRetention versionId
    GET?tagging GetObjectTagging versionId
    GET?torrent GetObjectTorrent
    HEAD HeadObject response-cache-control,response-content-disposition,response-content-encoding,response-content-language,response-content-type,response-expires,versionId,partNumber
    GET?annotation ListObjectAnnotations versionId,max-annotation-results,annotation-prefix,continuation-token
    GET?uploadId ListParts max-parts,part-number-marker
    PUT PutObject
    PUT?acl PutObjectAcl versionId
    PUT?annotation PutObjectAnnotation versionId,annotationName
    PUT?legal-hold PutObjectLegalHold versionId
    PUT?retention PutObjectRetention versionId
    PUT?tagging PutObjectTagging versionId
    PUT?renameObject RenameObject
    POST?restore RestoreObject versionId
    POST?select&select-type=2 SelectObjectContent
    PUT?encryption UpdateObjectEncryption versionId
    PUT?uploadId UploadPart partNumber
    PUT?uploadId UploadPartCopy partNumber
    `,
  ),
];
