import readCode from "qr/decode.js";

/** What some browsers have themselves. They read codes at an angle and in bad light better than any script. */
interface OwnDetector {
  detect(picture: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
type WithDetector = typeof globalThis & { BarcodeDetector?: new (options: { formats: string[] }) => OwnDetector };

/** Longest sides at which a picture is looked at, in pixels: a code may be fine, or drowned in noise. */
const sides = [1_024, 512, 1_920];

let own: Promise<OwnDetector | undefined> | undefined;

/** Reads the QR code in a picture. @returns undefined where none is found, or it is no picture. */
export async function readPicture(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file);
    for (const side of sides) {
      const text = await readAt(picture, picture.width, picture.height, side);
      if (text !== undefined) return text;
    }
    return undefined;
  } catch {
    return undefined;
  }
}

/** Reads the QR code that a camera sees at this moment. */
export async function readCamera(video: HTMLVideoElement): Promise<string | undefined> {
  const { videoWidth, videoHeight } = video;
  return videoWidth === 0 ? undefined : readAt(video, videoWidth, videoHeight, 720);
}

async function readAt(picture: CanvasImageSource, width: number, height: number, side: number) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return undefined;
  // What can be seen through is paper.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  own ??= ownDetector();
  const detector = await own;
  if (detector !== undefined) return (await detector.detect(canvas))[0]?.rawValue;
  try {
    return readCode(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // The reader says that it found nothing by throwing.
    return undefined;
  }
}

async function ownDetector(): Promise<OwnDetector | undefined> {
  const { BarcodeDetector } = globalThis as WithDetector;
  if (BarcodeDetector === undefined) return undefined;
  try {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    await detector.detect(new ImageData(8, 8));
    return detector;
  } catch {
    // There, and of no use on this machine.
    return undefined;
  }
}
