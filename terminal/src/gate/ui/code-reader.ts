import type { CodeReader } from './zxing-reader.ts';

export type { CodeReader };

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
