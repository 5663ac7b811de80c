import { createLazyJimp } from "@image-pipeline/fast-jimp";

/** jimp's class with what variants can ask for. */
export const Jimp = createLazyJimp();
