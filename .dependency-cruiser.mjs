// The layers, as ARCHITECTURE.md draws them. tsPreCompilationDeps makes type-only imports count:
// a type that points the wrong way is the same wrong dependency, one refactoring earlier.
// test/layers.test.ts plants a violation of every rule and sees it reported.

const CLIENT = '^packages/client/src'
const PROTOCOL = `${CLIENT}/protocol/`
const CORE = `${CLIENT}/core/`
const ENGINE = `${CLIENT}/engine/`
const SHARED = `${CLIENT}/transports/shared/`
const IO = `${CLIENT}/io/`
const FACADE = `${CLIENT}/client/`
const TESTING = `${CLIENT}/testing/`
const INSPECT = `${CLIENT}/inspect/`
const REACT_NATIVE = `${CLIENT}/react-native/`

/** Tests and their tables are no part of a layer: they may look at it from anywhere. */
const TEST = ['\\.(test|test-d|table)\\.tsx?$', '^(packages|apps)/[^/]+/(test|types|bench|e2e)/']

/** The files a user's import can name, and those a command starts. */
const ENTRIES = [
  `${CLIENT}/index\\.ts$`,
  `${CLIENT}/testing/index\\.ts$`,
  `${CLIENT}/inspect/index\\.ts$`,
  `${CLIENT}/react-native/index\\.ts$`,
  `${CLIENT}/transports/[^/]+/index\\.ts$`,
  `${CLIENT}/transports/[^/]+/rooms/index\\.ts$`,
  `${CLIENT}/transports/[^/]+/attach\\.ts$`,
  '^packages/react/src/(index|format|inspect/index|messages/[^/]+)\\.ts$',
  '^packages/mock-server/src/(index|cli)\\.ts$',
  '^apps/demo/src/main\\.tsx$',
  '^apps/demo/[^/]+\\.ts$',
]

/** The io files that each transport's index may import: one with a network library, and what stands beside it. */
const IO_OF_TRANSPORT = { matrix: ['http'], zulip: ['http'], rocketchat: ['socket', 'address', 'digest', 'plain-get'] }

/** The machine of the connection that Rocket.Chat's transport brings to the public port, without its index and its rooms. */
const MACHINE_OF_ROCKETCHAT = `${CLIENT}/transports/rocketchat/(?!index\\.ts$)[^/]+\\.ts$`

/** The network library that each io file may import. */
const LIBRARY_OF_IO = { http: 'ky', socket: 'reconnecting-websocket' }

/** Methods of rooms: no codec, but calls over a transport's connection; one file of theirs asks over HTTP too. */
const ROOMS = `${CLIENT}/transports/[^/]+/rooms/`
const REST_OF_ROOMS = `${ROOMS}rest\\.ts$`

/** @param {string[]} names */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`

/**
 * What is in `from` imports nothing but what is in `to`.
 *
 * @param {string} name
 * @param {string} comment
 * @param {string} from
 * @param {string[]} to
 */
const only = (name, comment, from, to) => ({
  name,
  comment,
  from: { path: from, pathNot: TEST },
  // What resolves to nothing is reported once, by no-unresolvable.
  to: { pathNot: to, couldNotResolve: false },
})

const forbidden = [
  only('protocol-imports-nothing', 'The protocol is the ground everything stands on.', PROTOCOL, [PROTOCOL]),
  only('core-imports-protocol', 'The machines know no platform and no server.', CORE, [PROTOCOL, CORE]),
  only('engine-imports-core', 'The engine joins machines; it carries nothing out.', ENGINE, [PROTOCOL, CORE, ENGINE]),
  only('shared-imports-protocol', 'What transports share is parsing.', SHARED, [PROTOCOL, SHARED]),
  {
    ...only(
      'codec-imports-protocol',
      'A codec is total functions on data; its index alone joins it to io.',
      `${CLIENT}/transports/([^/]+)/`,
      [PROTOCOL, `${CLIENT}/transports/`],
    ),
    from: {
      path: `${CLIENT}/transports/([^/]+)/`,
      pathNot: [...TEST, SHARED, `${CLIENT}/transports/[^/]+/index\\.ts$`, REST_OF_ROOMS, MACHINE_OF_ROCKETCHAT],
    },
  },
  only(
    'rocketchat-imports-pieces-of-core',
    'A machine on the public port may wait, count and be refused as the others do, and knows no more of the core.',
    MACHINE_OF_ROCKETCHAT,
    [PROTOCOL, `${CLIENT}/transports/`, `${CORE}(backoff|bucket|credential)\\.ts$`],
  ),
  only('rooms-ask-through-io-request', 'One request at a time, without the machines.', REST_OF_ROOMS, [
    PROTOCOL,
    `${CLIENT}/transports/`,
    `${IO}request\\.ts$`,
  ]),
  {
    name: 'typing-without-rooms',
    comment: 'Whoever only shows who types does not load the methods of rooms.',
    from: { path: `${CLIENT}/transports/`, pathNot: [...TEST, ROOMS] },
    to: { path: ROOMS },
  },
  only(
    'transport-index-imports-io',
    'The index joins the codec to io, and knows neither client nor machines.',
    `${CLIENT}/transports/[^/]+/index\\.ts$`,
    [PROTOCOL, `${CLIENT}/transports/`, IO],
  ),
  ...Object.entries(IO_OF_TRANSPORT).map(([transport, io]) => ({
    name: `${transport}-uses-io-${io[0]}`,
    comment: 'One library for each transport, so nobody loads what they do not use.',
    from: { path: `${CLIENT}/transports/${transport}/index\\.ts$` },
    to: { path: IO, pathNot: `${IO}(${io.join('|')})\\.ts$` },
  })),
  {
    name: 'attached-without-io',
    comment: 'Whoever attaches brings a connection: nothing of ours that connects is loaded.',
    from: { path: `${CLIENT}/transports/[^/]+/attach\\.ts$` },
    to: { path: IO, reachable: true },
  },
  {
    name: 'transports-are-siblings',
    comment: 'Whoever uses one protocol loads nothing of another.',
    from: { path: `${CLIENT}/transports/([^/]+)/`, pathNot: TEST },
    to: { path: `${CLIENT}/transports/`, pathNot: [`${CLIENT}/transports/$1/`, SHARED] },
  },
  only('io-imports-protocol', 'Io carries out what it is told.', IO, [
    PROTOCOL,
    IO,
    npm(...Object.values(LIBRARY_OF_IO)),
  ]),
  ...Object.entries(LIBRARY_OF_IO).map(([io, library]) => ({
    name: `only-io-${io}-imports-${library}`,
    comment: 'One file knows the library, so that it can be replaced.',
    from: { path: '^(packages|apps)/', pathNot: `${IO}${io}(\\.test)?\\.ts$` },
    to: { path: npm(library) },
  })),
  only('client-imports-inwards', 'The facade drives the machines; transports are handed to it.', FACADE, [
    PROTOCOL,
    CORE,
    ENGINE,
    IO,
    FACADE,
    npm('zustand'),
  ]),
  {
    name: 'client-takes-io-as-types',
    comment: 'A transport brings its io with it; the client must not load any.',
    from: { path: FACADE, pathNot: TEST },
    to: { path: IO, dependencyTypesNot: ['type-only', 'type-import'] },
  },
  only('inspect-looks-at-the-engine', 'An inspector stands around the machines, and nobody stands on it.', INSPECT, [
    PROTOCOL,
    CORE,
    ENGINE,
    `${FACADE}shielded\\.ts$`,
    INSPECT,
    npm('zustand'),
  ]),
  only('react-native-imports-protocol', 'What a phone tells is passed on; its types are not ours to name.', REACT_NATIVE, [
    PROTOCOL,
    REACT_NATIVE,
  ]),
  only('testing-uses-the-client', 'Test support stands on what a user has.', TESTING, [
    PROTOCOL,
    `${CORE}(clock|deadline)\\.ts$`,
    `${FACADE}create-client\\.ts$`,
    `${CLIENT}/index\\.ts$`,
    TESTING,
  ]),
  {
    name: 'index-is-for-outsiders',
    comment: 'A file that imports the index imports everything, and soon in a circle.',
    from: { path: '^packages/[^/]+/src/', pathNot: [...TEST, TESTING] },
    to: { path: ['^packages/[^/]+/src/index\\.ts$'], dependencyTypes: ['local'] },
  },
  {
    name: 'only-entries-re-export',
    comment: 'A name is declared in one place and offered in one place.',
    from: { path: '^packages/[^/]+/src/', pathNot: ENTRIES },
    to: { dependencyTypes: ['export'] },
  },
  only('react-imports-client', 'Hooks stand on React and on what the client exports.', '^packages/react/src/', [
    '^packages/react/src/',
    '^packages/client/',
    npm('react', 'react-dom', '@types/react', '@types/react-dom'),
  ]),
  {
    name: 'mock-server-stands-alone',
    comment: 'A server that shares code with the client it tests shares its mistakes.',
    from: { path: '^packages/mock-server/' },
    to: { path: '^packages/(?!mock-server/)' },
  },
  {
    name: 'no-mock-server-in-source',
    comment: 'Only tests, and the demo which serves it, know the mock server.',
    from: { path: '^packages/(?!mock-server/)', pathNot: TEST },
    to: { path: '^packages/mock-server/' },
  },
  {
    name: 'packages-meet-at-their-exports',
    comment: 'A relative path into another package goes round its exports.',
    from: { path: '^((?:packages|apps)/[^/]+)/' },
    to: { path: '^(packages|apps)/', pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'only-declared-dependencies',
    comment: 'Whoever installs a package gets its dependencies, not those of this repository.',
    from: { path: '^packages/[^/]+/src/', pathNot: TEST },
    to: { path: '(^|/)node_modules/', dependencyTypesNot: ['npm', 'npm-peer'] },
  },
  {
    name: 'no-test-in-source',
    comment: 'What is published must not need what is not.',
    from: { path: '^(packages|apps)/[^/]+/src/', pathNot: TEST },
    to: { path: TEST },
  },
  {
    name: 'no-cycles',
    comment: 'Not even of types.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    comment: 'Deep paths that a package does not export end here too.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-orphans',
    comment: 'What no entry reaches is not part of the library.',
    from: { path: ENTRIES },
    to: { path: '^(packages|apps)/[^/]+/src/', pathNot: [...TEST, ...ENTRIES, '\\.d\\.ts$'], reachable: false },
  },
]

export default {
  forbidden: forbidden.map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages|apps)/[^/]+/(dist|coverage)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
