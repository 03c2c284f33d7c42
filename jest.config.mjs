/** Native ESM: run through scripts/jest.mjs, which sets --experimental-vm-modules. */
const swc = (tsx) => ['@swc/jest', { swcrc: false, sourceMaps: 'inline', module: { type: 'es6' }, jsc: { target: 'es2024', parser: { syntax: 'typescript', tsx }, transform: { react: { runtime: 'automatic' } } } }];
const common = { transform: { '^.+\\.tsx$': swc(true), '^.+\\.ts$': swc(false) }, extensionsToTreatAsEsm: ['.ts', '.tsx'], testEnvironment: 'node' };
const project = (name, testMatch = ['<rootDir>/**/*.test.{ts,tsx}']) => ({ ...common, displayName: name, rootDir: name, testMatch });
export default {
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/scripts/jest-count-reporter.mjs'],
  projects: [project('shared'), project('db'), project('printer-templates'), project('sync-server'), project('terminal'), { ...project('e2e', ['<rootDir>/{simulation,bench,fakes}/**/*.test.ts']) }],
};
