// Written by `npm run configuration` from the tables of settings, as docs/configuration.md is.
import type * as pulumi from "@pulumi/pulumi";

export const Names = { auto: "auto", guide: "guide" } as const;
export type Names = (typeof Names)[keyof typeof Names];

export const Address = { stable: "stable", immutable: "immutable" } as const;
export type Address = (typeof Address)[keyof typeof Address];

export const Encryption = { s3: "s3", kms: "kms" } as const;
export type Encryption = (typeof Encryption)[keyof typeof Encryption];

export const OnDamage = { refuse: "refuse", keep: "keep" } as const;
export type OnDamage = (typeof OnDamage)[keyof typeof OnDamage];

export const Deployment = { allAtOnce: "allAtOnce", canary10percent5minutes: "canary10percent5minutes" } as const;
export type Deployment = (typeof Deployment)[keyof typeof Deployment];

export const UploadApiAuth = { iam: "iam", apiKey: "apiKey" } as const;
export type UploadApiAuth = (typeof UploadApiAuth)[keyof typeof UploadApiAuth];

export const WorkflowType = { EXPRESS: "EXPRESS", STANDARD: "STANDARD" } as const;
export type WorkflowType = (typeof WorkflowType)[keyof typeof WorkflowType];

export const DeliveryPriceClass = {
  PriceClass_100: "PriceClass_100",
  PriceClass_200: "PriceClass_200",
  PriceClass_All: "PriceClass_All",
} as const;
export type DeliveryPriceClass = (typeof DeliveryPriceClass)[keyof typeof DeliveryPriceClass];

export const CrossOriginResourcePolicy = {
  sameOrigin: "same-origin",
  sameSite: "same-site",
  crossOrigin: "cross-origin",
} as const;
export type CrossOriginResourcePolicy = (typeof CrossOriginResourcePolicy)[keyof typeof CrossOriginResourcePolicy];

export const VariantFit = { cover: "cover", contain: "contain", fill: "fill", inside: "inside" } as const;
export type VariantFit = (typeof VariantFit)[keyof typeof VariantFit];

export const VariantPosition = {
  northwest: "northwest",
  north: "north",
  northeast: "northeast",
  west: "west",
  center: "center",
  east: "east",
  southwest: "southwest",
  south: "south",
  southeast: "southeast",
  attention: "attention",
} as const;
export type VariantPosition = (typeof VariantPosition)[keyof typeof VariantPosition];

export const VariantFormat = {
  auto: "auto",
  jpeg: "jpeg",
  png: "png",
  webp: "webp",
  avif: "avif",
  smallest: "smallest",
  each: "each",
} as const;
export type VariantFormat = (typeof VariantFormat)[keyof typeof VariantFormat];

export const EncodedFormat = { jpeg: "jpeg", png: "png", webp: "webp", avif: "avif" } as const;
export type EncodedFormat = (typeof EncodedFormat)[keyof typeof EncodedFormat];

export const VariantChroma = { auto: "auto", yuv420: "4:2:0", yuv444: "4:4:4" } as const;
export type VariantChroma = (typeof VariantChroma)[keyof typeof VariantChroma];

export const VariantPalette = { always: "true", never: "false", auto: "auto" } as const;
export type VariantPalette = (typeof VariantPalette)[keyof typeof VariantPalette];

export const VariantAnimation = { first: "first", keep: "keep" } as const;
export type VariantAnimation = (typeof VariantAnimation)[keyof typeof VariantAnimation];

export const FlipAxis = { horizontal: "horizontal", vertical: "vertical" } as const;
export type FlipAxis = (typeof FlipAxis)[keyof typeof FlipAxis];

export const Gravity = {
  northwest: "northwest",
  north: "north",
  northeast: "northeast",
  west: "west",
  center: "center",
  east: "east",
  southwest: "southwest",
  south: "south",
  southeast: "southeast",
} as const;
export type Gravity = (typeof Gravity)[keyof typeof Gravity];

/** Arguments of an image pipeline. */
export interface ImagePipelineArgs {
  /**
   * How resources are named in AWS: the guide's names with random digits behind them, or the guide's names alone, which
   * one stack per account and region can have. Values: `auto`, `guide`. Default: `auto`.
   */
  readonly names?: Names;
  /**
   * Only keys that begin with it are processed; empty: all. Unit: key prefix. Values: letters, digits and !_.'()/- not
   * beginning with /. Default: `""`.
   */
  readonly uploadPrefix?: string;
  /** Whether AVIF is read and written, with a layer of its own. Default: `true`. */
  readonly avif?: boolean;
  /** Whether HEIC is read, with a layer of its own; its licences. Default: `false`. */
  readonly heic?: boolean;
  /** Whether JPEG XL is read, with a layer of its own; of people you trust. Default: `false`. */
  readonly jxl?: boolean;
  /** Whether a table keeps a record of every image. Default: `true`. */
  readonly metadata?: boolean;
  /** Whether the record says how an image looks: a placeholder, colours, a perceptual hash. Default: `false`. */
  readonly describe?: boolean;
  /** Whether each image has a manifest beside its results: its description as a JSON object. Default: `false`. */
  readonly manifest?: boolean;
  /**
   * How addresses of results last: `stable` ones show the newest version, `immutable` ones have a hash in them and can
   * be cached for ever. Values: `stable`, `immutable`. Default: `stable`.
   */
  readonly address?: Address;
  /**
   * With `address: immutable`: after how long results expire whose place others have taken. Unit: days. Values:
   * 1..36500. Default: `30`.
   */
  readonly supersededExpireDays?: number;
  /**
   * `s3`: keys that AWS owns; `kms`: a key of the stack, rotated every year, for images, records and messages. Values:
   * `s3`, `kms`. Default: `s3`.
   */
  readonly encryption?: Encryption;
  /**
   * Memory of the functions that decode images, and with it their share of a processor; an image that does not fit is
   * refused as `IMAGE_TOO_LARGE`. Unit: MB. Values: 256..10240. Default: `1024`.
   */
  readonly memoryMb?: number;
  /** Longest run of these functions. Unit: seconds. Values: 1..900. Default: `60`. */
  readonly timeoutSec?: number;
  /**
   * Instances reserved for the processing function, which also bounds it; a new account has none to reserve. Unit:
   * instances. Values: 1..1000.
   */
  readonly reservedConcurrency?: number;
  /**
   * How long logs are kept: one of CloudWatch's periods (1, 3, 5, 7, 14, 30, 60, 90 … 365, 400 … 3653). Unit: days.
   * Values: 1..3653. Default: `30`.
   */
  readonly logRetentionDays?: number;
  /** After how long originals expire, their results and records stay; absent: never. Unit: days. Values: 1..36500. */
  readonly originalsExpireDays?: number;
  /**
   * After how long overwritten and deleted versions are removed; until then they can be restored. Unit: days. Values:
   * 1..36500. Default: `30`.
   */
  readonly noncurrentExpireDays?: number;
  /**
   * Largest original; a larger one is refused as `IMAGE_TOO_LARGE`. Unit: 2^20 bytes. Values: 1..500. Default: `50`.
   */
  readonly maxInputMb?: number;
  /**
   * The same by its width times height; of an animation that is kept, all frames. Unit: 10^6 pixels. Values: 1..1000.
   * Default: `100`.
   */
  readonly maxInputMegapixels?: number;
  /** Quality of variants that state none, on the scale of JPEG. Values: 1..100. Default: `75`. */
  readonly jpegQuality?: number;
  /**
   * What becomes of an original that is cut short or broken: refused, or drawn as far as it goes, with a warning.
   * Values: `refuse`, `keep`. Default: `refuse`.
   */
  readonly onDamage?: OnDamage;
  /** Whether access logs of S3, and of the distribution, are kept, in a bucket of their own. Default: `false`. */
  readonly accessLogs?: boolean;
  /** Protects buckets, table and key from destruction, and never empties a bucket. Default: `false`. */
  readonly production?: boolean;
  /**
   * How functions get new code: all at once with the update, or by a release after it that begins with a tenth of the
   * invocations. Values: `allAtOnce`, `canary10percent5minutes`. Default: `allAtOnce`.
   */
  readonly deployment?: Deployment;
  /** Whether results and record follow an original that is removed or restored. Default: `true`. */
  readonly deleteDerivatives?: boolean;
  /**
   * A bucket that exists already, which takes the originals. Values: an object of `existing`, `enableEventBridge`.
   * Default: none: one of the stack.
   */
  readonly source?: ExistingSourceSettings;
  /**
   * A bucket that exists already, which takes the results. Values: an object of `existing`. Default: none: one of the
   * stack.
   */
  readonly destination?: ExistingBucketSettings;
  /**
   * A KMS key that exists already, wherever the stack would make one. Values: an object of `existing`. Default: none:
   * one of the stack.
   */
  readonly encryptionKey?: ExistingKeySettings;
  /**
   * A topic that exists already, which takes refusals and alarms. Values: an object of `existing`. Default: none: one
   * of the stack.
   */
  readonly alertTopic?: ExistingTopicSettings;
  /**
   * Only keys that end with one of them are processed; S3 compares case. Unit: endings of keys. Values: at most 50 that
   * do not overlap; `[]`: all keys. Default: of everything that is read, in lower and upper case.
   */
  readonly suffixes?: string[];
  /**
   * The results that every image gets. Values: objects, of 1..64 results. Default: one: `processed`, 300x300, `cover`.
   */
  readonly variants?: VariantSettings[];
  /**
   * Several prefixes, each with variants of its own, in place of `uploadPrefix`, `suffixes` and `variants`. Values:
   * objects. Default: none: every image gets the same.
   */
  readonly routes?: RouteSettings[];
  /** The upload API. `{}`: on with its defaults; absent: off. */
  readonly uploadApi?: UploadApiSettings;
  /** Events of what has become of images; needs `metadata`. `{}`: on with its defaults; absent: off. */
  readonly notify?: NotifySettings;
  /** The workflow in place of the direct trigger. `{}`: on with its defaults; absent: off. */
  readonly workflow?: WorkflowSettings;
  /** CloudFront in front of the results. `{}`: on with its defaults; absent: off. */
  readonly delivery?: DeliverySettings;
  /** Alarms, dashboard and saved queries. `{}`: on with its defaults; absent: off. */
  readonly monitoring?: MonitoringSettings;
  /** How roles are made. `{}`: on with its defaults; absent: off. */
  readonly roles?: RoleSettings;
  /** VPC that the functions run in. Values: an object of `subnets`, `securityGroups`. */
  readonly vpc?: VpcSettings;
  /** Tags of the organisation, on every resource that takes tags. Values: at most 40 texts by their keys. */
  readonly tags?: { [key: string]: string };
}

/** A bucket that exists already, which takes the originals. */
export interface ExistingSourceSettings {
  /**
   * Name of a bucket that is there already, in the stack's account and region; needed. Unit: bucket name. Values: the
   * name of a bucket: 3 to 63 lower-case letters, digits, dots or hyphens. Required.
   */
  readonly existing: string;
  /**
   * Whether the stack switches EventBridge on for the bucket, and off when it is destroyed; only for a bucket without a
   * notification configuration. Default: `false`.
   */
  readonly enableEventBridge?: boolean;
}

/** A bucket that exists already. */
export interface ExistingBucketSettings {
  /**
   * Name of a bucket that is there already, in the stack's account and region; needed. Unit: bucket name. Values: the
   * name of a bucket: 3 to 63 lower-case letters, digits, dots or hyphens. Required.
   */
  readonly existing: string;
}

/** A KMS key that exists already. */
export interface ExistingKeySettings {
  /**
   * Identifier of a KMS key that is there already, or its ARN; needed. Unit: KMS key. Values: the identifier of a KMS
   * key, or its ARN. Required.
   */
  readonly existing: string;
}

/** A topic that exists already. */
export interface ExistingTopicSettings {
  /**
   * Name of a topic that is there already, in the stack's account and region, or its ARN; needed. Unit: topic. Values:
   * the name of a topic, or its ARN. Required.
   */
  readonly existing: string;
}

/** How the pipeline's roles are made. */
export interface RoleSettings {
  /**
   * Path of every role; another one makes them anew. Unit: IAM path. Values: /, or names between slashes such as
   * /teams/images/. Default: `/`.
   */
  readonly path?: string;
  /**
   * Managed policy that bounds what each role may do: name, or path and name, or ARN. Unit: policy. Values: the name of
   * a managed policy, with its path if it has one, or its ARN.
   */
  readonly permissionsBoundary?: string;
}

/** The network that the functions run in. */
export interface VpcSettings {
  /**
   * Subnets that the functions have addresses in; private ones, as Lambda gives functions no public address. Unit:
   * identifiers. Values: 2..16, in different availability zones. Required.
   */
  readonly subnets: string[];
  /**
   * Security groups of the functions, which let TLS out to the services that they call. Unit: identifiers. Values:
   * 1..5. Required.
   */
  readonly securityGroups: string[];
}

/** Settings of the upload API. */
export interface UploadApiSettings {
  /** `iam`: signed requests (SigV4); `apiKey`: a key of a usage plan. Values: `iam`, `apiKey`. Default: `iam`. */
  readonly auth?: UploadApiAuth;
  /** Requests a second before throttling. Unit: requests/s. Values: 1..10000. Default: `50`. */
  readonly rateLimitPerSec?: number;
  /** Requests at once before throttling. Unit: requests. Values: 1..5000. Default: `100`. */
  readonly burstLimit?: number;
  /** Origin whose pages may call the API. Unit: origin. Values: an origin such as https://example.org. */
  readonly corsOrigin?: string;
  /** `true`: the stack sets the account's role for API Gateway's logs, overwriting it. Default: `false`. */
  readonly accountLogging?: boolean;
}

/** Settings of the events that tell what has become of images. */
export interface NotifySettings {
  /** Whether a topic of SNS gets the events as well. Default: `false`. */
  readonly topic?: boolean;
  /** Who is sent every event; absent: nobody. Values: an object of `url`, `secretName`. */
  readonly webhook?: WebhookSettings;
}

/** Settings of the webhook. */
export interface WebhookSettings {
  /** Where events are sent to; needed. Unit: URL. Values: an https URL without user and fragment. Required. */
  readonly url: pulumi.Input<string>;
  /**
   * Secret of Secrets Manager that signs them: `whsec_` and 24 to 64 bytes in base64; needed. Unit: name. Values: the
   * name of a secret, which does not end with a hyphen and six letters or digits. Required.
   */
  readonly secretName: pulumi.Input<string>;
}

/** Settings of the workflow. */
export interface WorkflowSettings {
  /**
   * `EXPRESS`: at least once, at most five minutes, billed by duration; `STANDARD`: exactly once, with a history of
   * every execution, billed by transition. Values: `EXPRESS`, `STANDARD`. Default: `EXPRESS`.
   */
  readonly type?: WorkflowType;
  /** Variants of one image that are rendered in parallel. Unit: variants. Values: 1..40. Default: `4`. */
  readonly maxConcurrency?: number;
  /**
   * What the workflow may occupy at once; further images wait in its queue. Unit: instances. Values: 4..1000. Default:
   * `8`.
   */
  readonly functionConcurrency?: number;
}

/** Settings of the distribution in front of the results. */
export interface DeliverySettings {
  /**
   * Name under which results are delivered; absent: one below `cloudfront.net`. Unit: host name. Values: a host name
   * such as images.example.org, in lower case.
   */
  readonly domain?: string;
  /**
   * Certificate of `domain`. Unit: ARN. Values: the ARN of an ACM certificate in us-east-1, where CloudFront looks for
   * it.
   */
  readonly certificateArn?: pulumi.Input<string>;
  /**
   * Which of CloudFront's locations answer; `PriceClass_100`: those of Europe and North America, for everybody. Values:
   * `PriceClass_100`, `PriceClass_200`, `PriceClass_All`. Default: `PriceClass_100`.
   */
  readonly priceClass?: DeliveryPriceClass;
  /** Whether results are answered to signed links of the status API alone. Default: `false`. */
  readonly signed?: boolean;
  /** What answers say to browsers. Values: an object. Default: that of each setting in it. */
  readonly headers?: DeliveryHeaderSettings;
}

/** What answers of the distribution say to browsers. */
export interface DeliveryHeaderSettings {
  /**
   * Origins whose scripts may read results; `<img>` needs none. Unit: origins. Values: at most 20, such as
   * `https://example.org`; `["*"]`: any. Default: `[]`.
   */
  readonly corsOrigins?: string[];
  /**
   * `Cross-Origin-Resource-Policy`: the pages that may show results. Values: `same-origin`, `same-site`,
   * `cross-origin`. Default: `cross-origin`.
   */
  readonly crossOriginResourcePolicy?: CrossOriginResourcePolicy;
}

/** Settings of alarms and dashboard. */
export interface MonitoringSettings {
  /** Who gets a mail of every alarm, once they have confirmed it. Unit: address. Values: an e-mail address. */
  readonly email?: pulumi.Input<string>;
  /**
   * Above which share of refused images the alarm `refused-rate` goes off. Unit: per cent. Values: 1..100. Default:
   * `20`.
   */
  readonly refusedPercent?: number;
}

/** What is made of the uploads below one prefix. */
export interface RouteSettings {
  /**
   * Keys that begin with it are processed as the route says. Unit: key prefix. Values: 1..512 letters, digits and
   * `!_.'()/-`, not beginning with `/`; none begins with another. Required.
   */
  readonly prefix: string;
  /**
   * Only keys that end with one of them are processed; S3 compares case. Unit: endings of keys. Values: that do not
   * overlap; `[]`: all keys. Default: of everything that is read, in lower and upper case.
   */
  readonly suffixes?: string[];
  /**
   * The results that images of the route get. Values: objects, of 1..64 results. Default: one: `processed`, 300x300,
   * `cover`.
   */
  readonly variants?: VariantSettings[];
}

/** A result that every image gets, or a set of them. */
export interface VariantSettings {
  /**
   * Begins the keys of its results: `thumb` makes `thumb-cat.jpg` of `cat.jpg` (keys). Values: 1..32 letters, digits
   * and underscores. Required.
   */
  readonly name: string;
  /** Width of its box. Unit: pixels. Values: 1..8192. Required, unless `widths` are given. */
  readonly width?: number;
  /** Height of its box. Unit: pixels. Values: 1..8192. Required, unless `widths` are given. */
  readonly height?: number;
  /**
   * In place of `width` and `height`: a set with a result of each width, none wider than the original; `fit` is
   * `inside`. Unit: pixels. Values: of integers 1..8192.
   */
  readonly widths?: number[];
  /**
   * How an image gets into the box: cropped, filled up with `background`, stretched as the guide does, or no larger
   * than it fits. Values: `cover`, `contain`, `fill`, `inside`. Default: `cover`.
   */
  readonly fit?: VariantFit;
  /**
   * What `cover` keeps, and where `contain` puts the image; `attention`: the part that draws the eye. An upload's own
   * focal point takes precedence. Values: `northwest`, `north`, `northeast`, `west`, `center`, `east`, `southwest`,
   * `south`, `southeast`, `attention`. Default: `center`.
   */
  readonly position?: VariantPosition;
  /**
   * Whether an image that is smaller than its box is enlarged; what comes out if not. Default: `true`; of `inside`
   * `false`.
   */
  readonly enlarge?: boolean;
  /**
   * `auto`: JPEG and PNG stay what they are, everything else becomes JPEG; `avif`; `smallest` of several; `each` of
   * several, as a set. Values: `auto`, `jpeg`, `png`, `webp`, `avif`, `smallest`, `each`. Default: `auto`.
   */
  readonly format?: VariantFormat;
  /**
   * Of `smallest`: which formats are tried. Of `each`: which there is a result in, one of `jpeg` and `png` among them.
   * Values: of `jpeg`, `png`, `webp`, `avif`. Default: all that are on; of `each` those of `jpeg`, `webp`, `avif`.
   */
  readonly formats?: EncodedFormat[];
  /**
   * Of JPEG, WebP and AVIF; of `smallest` and `each` on the scale of JPEG. Values: 1..100. Default: `jpegQuality`; of
   * AVIF what looks like it.
   */
  readonly quality?: number;
  /**
   * Of JPEG and AVIF: colours of every pixel (`4:4:4`), of 2x2 pixels (`4:2:0`), or 4:4:4 where coloured text or lines
   * would blur. Values: `auto`, `4:2:0`, `4:4:4`. Default: `auto`.
   */
  readonly chroma?: VariantChroma;
  /**
   * Of PNG: at most 256 colours, dithered; `auto`: where that is hardly distinguishable and smaller; `false`: lossless.
   * Values: `true`, `false`, `auto`. Default: `false`.
   */
  readonly palette?: VariantPalette;
  /**
   * Time spent on fewer bytes: below 2 the encoder of JPEG takes a fifth to a third less time, and 2 to 5 % more bytes;
   * of WebP libwebp's method, of AVIF libavif's speed from 10 to 4, of PNG the ways of compression that are tried.
   * Values: 0..6. Default: `4`.
   */
  readonly effort?: number;
  /**
   * Where it shows: around a `contain`, under transparent pixels in JPEG. Values: `#rrggbb`, `transparent`. Default:
   * `#ffffff`.
   */
  readonly background?: string;
  /**
   * Of a GIF or WebP with several frames: the first, or all as an animated WebP, with `format` `auto` or `webp`.
   * Values: `first`, `keep`. Default: `first`.
   */
  readonly animation?: VariantAnimation;
  /** What is done after it was fitted. */
  readonly operations?: OperationSettings[];
}

/** Something that is done to a result after it was fitted: exactly one of the properties is given. */
export interface OperationSettings {
  /** Removes colours. */
  readonly greyscale?: boolean;
  /** Brown tones. */
  readonly sepia?: boolean;
  /** A convolution of each pixel with its four neighbours. */
  readonly sharpen?: boolean;
  /** Radius. Unit: pixels. Values: 1..100. */
  readonly blur?: number;
  /** Factor; 1 changes nothing. Values: 0..10. */
  readonly brightness?: number;
  /** 0 changes nothing. Values: -0.99..0.99. */
  readonly contrast?: number;
  /** Counter-clockwise; the result grows, what becomes free has the `background`. Unit: degrees. Values: -360..360. */
  readonly rotate?: number;
  /** `horizontal` swaps left and right. Values: `horizontal`, `vertical`. */
  readonly flip?: FlipAxis;
  /**
   * An image of at most 4 megapixels in the source bucket is drawn over the result. Values: `{ key, gravity, scale,
   * opacity }`.
   */
  readonly watermark?: WatermarkSettings;
}

/** An image that is drawn over a result. */
export interface WatermarkSettings {
  /** Its object in the source bucket. Values: a key of letters, digits and `!_.'()/-`. Required. */
  readonly key: string;
  /**
   * Side or corner of the result. Values: `northwest`, `north`, `northeast`, `west`, `center`, `east`, `southwest`,
   * `south`, `southeast`. Default: `southeast`.
   */
  readonly gravity?: Gravity;
  /** Share of the result that it fits into. Values: 0.01..1. Default: `0.2`. */
  readonly scale?: number;
  /** Values: 0.01..1. Default: `1`. */
  readonly opacity?: number;
}
