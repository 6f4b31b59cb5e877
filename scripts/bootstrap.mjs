// `npm run demo`, `npm test` and `npm run mock-server` on a machine that has Node and npm and nothing else.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Nowtyping needs Node 20.19 or newer, and this is ${process.version}: see https://nodejs.org`)
  process.exit(1)
}

const { guard, isStopping, run } = await import('./child.mjs')
const { BadArgument, readDemoArguments } = await import('./demo-arguments.mjs')
const { install, TO_STDERR, TOP } = await import('./install.mjs')

const [task, ...args] = process.argv.slice(2)

/** What ends when it is told to has done its work. @param {{ code: number }} ended */
const ended = ({ code }) => (isStopping() ? 0 : code)

const tasks = {
  demo: async () => {
    const cwd = join(TOP, 'apps', 'demo')
    const vite = join(TOP, 'node_modules', 'vite', 'bin', 'vite.js')
    const { matrix, rest } = demo
    // Vite takes no argument that it does not know.
    const env = matrix === undefined ? process.env : { ...process.env, NOWTYPING_DEMO_MATRIX: matrix }
    return ended(await run(process.execPath, [vite, '--configLoader', 'runner', ...rest], { cwd, env }))
  },
  'mock-server': async () => {
    const at = join(TOP, 'packages', 'mock-server')
    const tsc = join(TOP, 'node_modules', 'typescript', 'bin', 'tsc')
    const built = await run(process.execPath, [tsc, '-p', join(at, 'tsconfig.build.json')], { stdio: TO_STDERR })
    if (built.code !== 0 || isStopping()) return built.code
    return ended(await run(process.execPath, [join(at, 'bin', 'nowtyping-mock-server.mjs'), ...args]))
  },
  test: async () => (await import('./test.mjs')).main(args),
  'test:consumers': async () => (await import('./consumers.mjs')).main(args),
  'test:synapse': async () => (await import('./synapse.mjs')).main(args),
}

if (task === undefined || !Object.hasOwn(tasks, task)) {
  console.error(`usage: npm run <${Object.keys(tasks).join(' | ')}>`)
  process.exit(1)
}

/** @type {ReturnType<typeof readDemoArguments>} */
let demo = { matrix: undefined, rest: args }
try {
  if (task === 'demo') demo = readDemoArguments(args)
} catch (error) {
  if (!(error instanceof BadArgument)) throw error
  console.error(error.message)
  process.exit(2)
}

guard()
try {
  if (!existsSync(join(TOP, 'pnpm-lock.yaml'))) throw new Error('unable to install; pnpm-lock.yaml is missing')
  await install()
  if (!isStopping()) process.exitCode = await tasks[/** @type {keyof typeof tasks} */ (task)]()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = process.exitCode || 1
}
