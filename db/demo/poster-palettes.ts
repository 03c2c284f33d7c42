/** Four colours of a poster. Text stands in ink on the ground or in ground on the ink; accent and second only paint shapes. */
export interface Palette {
  ground: string;
  ink: string;
  accent: string;
  second: string;
}

export const palettes: readonly Palette[] = [
  { ground: '#f3ebdd', ink: '#1a1a1a', accent: '#e4402b', second: '#f2b632' },
  { ground: '#10162f', ink: '#f4efe3', accent: '#f25c3b', second: '#3e62d8' },
  { ground: '#12362e', ink: '#f2e9d2', accent: '#e9b44c', second: '#d1603d' },
  { ground: '#4a0e1f', ink: '#f8e9dc', accent: '#f0a58f', second: '#c92a42' },
  { ground: '#dde8e2', ink: '#10333a', accent: '#0f7c7c', second: '#f26b4e' },
  { ground: '#f6c12f', ink: '#1b1a17', accent: '#d93a26', second: '#fff3d3' },
  { ground: '#131313', ink: '#f5f2ea', accent: '#f2d84c', second: '#7c828c' },
  { ground: '#e6ddf2', ink: '#2a1747', accent: '#6a3fc0', second: '#ff7f66' },
  { ground: '#b9231b', ink: '#fff4e3', accent: '#1c1c1c', second: '#f6be4f' },
  { ground: '#f7cbc5', ink: '#17234d', accent: '#2646a8', second: '#e4472f' },
  { ground: '#0b3c5d', ink: '#f7f4e9', accent: '#f2a33a', second: '#57b8c9' },
  { ground: '#e9e3c8', ink: '#2c2f1d', accent: '#6f7c2b', second: '#c7522a' },
];
