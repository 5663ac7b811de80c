// Stands in the bundle for modules that nothing there uses: of jimp's own `fromBuffer` (formats are detected, and EXIF
// is read, by fast-jimp), of its `write`, and of colours in CSS.
export default undefined;
