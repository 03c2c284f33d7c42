/** Native ESM: run through scripts/jest.mjs, which sets --experimental-vm-modules. */
const swc = (tsx) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', tsx },
      experimental: { keepImportAttributes: true },
      transform: { react: { runtime: 'automatic' } },
    },
  },
];
const common = {
  transform: { '^.+\\.tsx$': swc(true), '^.+\\.ts$': swc(false) },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironment: 'node',
};
/** Starts a private MariaDB for the projects that test on it, unless TEST_DATABASE_URL names one. */
const database = {
  globalSetup: '<rootDir>/../scripts/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../scripts/jest-global-teardown.mjs',
};
const project = (name, testMatch = ['<rootDir>/**/*.test.{ts,tsx}']) => ({
  ...common,
  displayName: name,
  rootDir: name,
  testMatch,
});
export default {
  coverageProvider: 'v8',
  // Every engine, printer and font is a real one: a machine that does other things as well needs its time.
  testTimeout: 20_000,
  reporters: ['default', '<rootDir>/scripts/jest-count-reporter.mjs'],
  projects: [
    project('shared'),
    { ...project('db'), ...database },
    project('printer-templates'),
    { ...project('sync-server'), ...database },
    project('terminal'),
    { ...project('e2e', ['<rootDir>/*.test.ts', '<rootDir>/{simulation,bench,fakes,demo,crash}/**/*.test.ts']) },
  ],
};
