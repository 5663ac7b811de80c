// Stands in the bundle for modules that only jimp's own `fromBuffer` uses, which the layer's class replaces: formats
// are detected, and EXIF is read, by fast-jimp.
export default undefined;
