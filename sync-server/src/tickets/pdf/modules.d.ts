/** Packages that come without types: what is used of them. */
declare module 'bidi-js' {
  export default function bidiFactory(): {
    getEmbeddingLevels(text: string, baseDirection: 'ltr' | 'rtl' | 'auto'): { levels: Uint8Array };
    getMirroredCharactersMap(text: string, levels: Uint8Array): Map<number, string>;
  };
}

declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required: boolean } | null;
  }
}
