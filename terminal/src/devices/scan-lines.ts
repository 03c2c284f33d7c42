/** More than any code of ours; a scanner that never ends its line is noise. */
export const scanCharsMax = 500;

/** Cuts what a scanner sends into codes: lines ending with CR, LF or both. Answers a function that takes its bytes. */
export function makeScanLines(onCode: (code: string) => void): (bytes: Uint8Array) => void {
  let line = '';
  /** The line is too long: the rest of it is no code of its own. */
  let isLost = false;
  const end = () => {
    const code = line.trim();
    if (!isLost && code !== '') onCode(code);
    line = '';
    isLost = false;
  };
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x0d || byte === 0x0a) end();
      // Codes are ASCII: anything else is a wrong speed or a bad cable.
      else if (byte >= 0x20 && byte <= 0x7e) {
        if (line.length < scanCharsMax) line += String.fromCharCode(byte);
        else isLost = true;
      }
    }
  };
}
