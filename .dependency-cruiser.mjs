/** Who may import whom: the table of ARCHITECTURE.md, checked. */
const test = '\\.test\\.tsx?$|/testing/';
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    // `?url` is Vite's: the address of a file, not a module.
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\?url$' } },
    {
      name: 'shared-is-leaf',
      severity: 'error',
      from: { path: '^shared/src', pathNot: test },
      to: { path: '^(terminal|sync-server|e2e|db|printer-templates)/|^node:', pathNot: 'node_modules' },
    },
    {
      name: 'templates-use-shared-only',
      severity: 'error',
      from: { path: '^printer-templates/' },
      to: { path: '^(terminal|sync-server|e2e|db)/' },
    },
    {
      name: 'db-is-leaf',
      severity: 'error',
      from: { path: '^db/', pathNot: test },
      to: { path: '^(terminal|sync-server|e2e|printer-templates|shared)/' },
    },
    {
      name: 'server-not-terminal',
      severity: 'error',
      from: { path: '^sync-server/' },
      to: { path: '^(terminal|e2e)/' },
    },
    {
      name: 'terminal-not-server',
      severity: 'error',
      from: { path: '^terminal/' },
      to: { path: '^(sync-server|e2e)/' },
    },
    {
      name: 'platform-below-features',
      severity: 'error',
      from: { path: '^(terminal|sync-server)/src/platform/', pathNot: test },
      to: { path: '^(terminal|sync-server)/src/(?!platform/)' },
    },
    {
      name: 'features-meet-at-their-main-file',
      severity: 'error',
      comment: 'a feature calls another only through the file that bears its folder name',
      from: { path: '^(terminal|sync-server)/src/([^/]+)/', pathNot: test },
      to: {
        path: '^(terminal|sync-server)/src/([^/]+)/',
        pathNot: [
          '^$1/src/$2/',
          '^(?:terminal|sync-server)/src/(?:platform|ui-kit|devices)/',
          '^(?:terminal|sync-server)/src/([^/]+)/\\1\\.tsx?$',
          '^(?:terminal|sync-server)/src/[^/]+/ui/',
          '\\.entity\\.ts$',
        ],
      },
    },
    {
      name: 'page-is-browser-only',
      severity: 'error',
      from: { path: '^terminal/src/(.*/ui|ui-kit)/', pathNot: test },
      to: {
        path: ['^node:', '^terminal/src/(?!(.*/ui|ui-kit)/)', 'node_modules/(electron|better-sqlite3)/'],
        pathNot: '^terminal/src/calls\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'server-page-is-browser-only',
      severity: 'error',
      comment: 'it knows the server by its API alone',
      from: { path: '^sync-server/src/([^/]+)/page/', pathNot: test },
      to: { path: ['^node:', '^(sync-server/src|shared|db|terminal)/'], pathNot: '^sync-server/src/$1/page/' },
    },
    {
      name: 'only-the-shell-is-electron',
      severity: 'error',
      from: { pathNot: '^terminal/src/shells/electron' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'nothing-imports-the-electron-shell',
      severity: 'error',
      from: { pathNot: '^terminal/src/shells/electron' },
      to: { path: '^terminal/src/shells/electron' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist|coverage|var)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
