/** As in package.json, which is not beside a bundled core. */
export const appVersion = '0.1.0';
