/** Reads a ticket's QR code from a camera's picture. */
export interface CodeReader {
  /** Texts of the codes in the picture; none when there is no code or it is blurred. */
  read: (video: HTMLVideoElement) => Promise<string[]>;
}

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
}

/** The browser's own detector where it has one; otherwise ours, which is loaded only then. */
export async function openCodeReader(): Promise<CodeReader> {
  const maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  if (maker && (await maker.getSupportedFormats()).includes('qr_code')) {
    const detector = new maker({ formats: ['qr_code'] });
    return { read: async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue) };
  }
  return (await import('./zxing-reader.ts')).openZxingReader();
}
