// What is known against the dependencies that a user installs with us: `npm run audit`. It asks the registry, so it is no
// part of CI: a test must not turn red by what somebody publishes elsewhere.
import { guard } from './child.mjs'
import { pnpm } from './install.mjs'

guard()
const { code } = await pnpm(['audit', '--prod', ...process.argv.slice(2)])
process.exitCode = code
