import { malformedXml } from "../errors";
import type { CorsRule } from "../types";
import type { Setting } from "./setting";

/** `?cors` of a bucket. */
export const corsSetting: Setting = {
  name: "BucketCors",
  action: "BucketCORS",
  root: "CORSConfiguration",
  missing: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
  read: ({ settings: { cors } }) =>
    cors && {
      CORSRule: cors.map((rule) => ({
        ID: rule.id,
        AllowedOrigin: [...rule.allowedOrigins],
        AllowedMethod: [...rule.allowedMethods],
        AllowedHeader: [...rule.allowedHeaders],
        ExposeHeader: [...rule.exposeHeaders],
        MaxAgeSeconds: rule.maxAgeSec,
      })),
    },
  write: (xml) => {
    const cors = xml.all("CORSRule").map((rule): CorsRule => {
      const texts = (name: string) => rule.all(name).map(({ text }) => text);
      const age = rule.value("MaxAgeSeconds");
      return {
        id: rule.value("ID"),
        allowedOrigins: texts("AllowedOrigin"),
        allowedMethods: texts("AllowedMethod"),
        allowedHeaders: texts("AllowedHeader"),
        exposeHeaders: texts("ExposeHeader"),
        ...(age !== undefined && { maxAgeSec: Number(age) }),
      };
    });
    const isComplete = ({ allowedOrigins, allowedMethods }: CorsRule) =>
      allowedOrigins.length > 0 && allowedMethods.length > 0;
    if (cors.length === 0 || !cors.every(isComplete)) throw malformedXml();
    return { cors };
  },
  cleared: { cors: undefined },
};
