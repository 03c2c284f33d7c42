/** What needs a Galera cluster: npm run test:cluster. All else is in jest.config.mjs. */
import config from './jest.config.mjs';

const { transform, extensionsToTreatAsEsm, testEnvironment } = config.projects[0];

export default {
  transform,
  extensionsToTreatAsEsm,
  testEnvironment,
  rootDir: 'sync-server',
  testMatch: ['<rootDir>/**/*.cluster.ts'],
  reporters: ['default', ['<rootDir>/../scripts/jest-count-reporter.mjs', { file: 'cluster-counts.json' }]],
};
