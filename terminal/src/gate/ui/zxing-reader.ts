import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Reads a ticket's QR code from a camera's picture. */
export interface CodeReader {
  /** Texts of the codes in the picture; none when there is no code or it is blurred. */
  read: (video: HTMLVideoElement) => Promise<string[]>;
}

/** As fine as a phone's code at arm's length needs; larger pictures only take longer. */
const widthMax = 960;

/** The decoder comes from the page's own origin, never from its maker's server. */
export async function openZxingReader(): Promise<CodeReader> {
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  const canvas = document.createElement('canvas');
  const paper = canvas.getContext('2d', { willReadFrequently: true });
  if (!paper) throw new Error('assertion failed: a browser draws on a canvas');
  return {
    read: async (video) => {
      const scale = Math.min(1, widthMax / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      paper.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = paper.getImageData(0, 0, canvas.width, canvas.height);
      const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 2 });
      return found.filter(({ isValid }) => isValid).map(({ text }) => text);
    },
  };
}
