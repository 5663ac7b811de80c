/**
 * Pulumi's property values, for engine, provider, provider server and policy host alike. They have two forms:
 *
 * - the wire form, JSON in which maps with a signature stand for secrets, outputs, assets and resources: what travels
 *   between program, engine, provider and policy pack, and what the state keeps;
 * - the plain form, in which a provider works: values in clear, assets and archives as objects of their own.
 */
export {
  containsSecret,
  containsUnknown,
  fromStruct,
  isMap,
  isMarked,
  isUnknown,
  sameValue,
  secret,
  SIGNATURE_KEY,
  toPropertyMap,
  toStruct,
  UNKNOWN_VALUE,
  unwrapped,
  withinMarks,
  withoutInternal,
  withoutOutputs,
  withoutReferences,
  type PropertyMap,
  type PropertyValue,
} from "./wire-form";
export {
  decodeBag,
  encodeBag,
  hasUnknown,
  isArchive,
  isAsset,
  toArchive,
  toAsset,
  unknown,
  type Archive,
  type Asset,
  type Bag,
} from "./plain-form";
