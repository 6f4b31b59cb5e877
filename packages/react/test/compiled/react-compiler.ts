// oxlint-disable-next-line typescript/triple-slash-reference -- whatever reads the configuration of Vitest reads this file
/// <reference path="./babel.d.ts" />
import { createRequire } from 'node:module'
import { transformAsync } from '@babel/core'
import type { PluginOptions } from 'babel-plugin-react-compiler'

/** The part of a plugin of Vite that is used. */
interface Plugin {
  readonly name: string
  readonly enforce: 'pre'
  readonly transform: (code: string, id: string) => Promise<{ readonly code: string; readonly map: string } | null>
}

const require = createRequire(import.meta.url)

/** The hooks, and the components of their tests. */
const FILES = /\/packages\/react\/(?:src|test)\/[^?]+\.tsx?$/u
const SOURCES = /\/packages\/react\/src\/(?!.*\.test\.)/u

const STRICT: PluginOptions = { target: '19', panicThreshold: 'all_errors' }
// A test declares components inside functions. The compiler would move what they hand over out of them, to where the
// variables of those functions are not to be seen.
const LENIENT: PluginOptions = {
  target: '19',
  panicThreshold: 'none',
  environment: { enableFunctionOutlining: false },
}

/**
 * The React Compiler over this package and its tests. What it skips in the package itself is an error: an app that
 * compiles its dependencies would be told so too.
 */
export function reactCompiler(): Plugin {
  return {
    name: 'nowtyping:react-compiler',
    enforce: 'pre',
    async transform(code, id) {
      if (!FILES.test(id)) return null
      const compiled = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        presets: [[require.resolve('@babel/preset-typescript'), { onlyRemoveTypeImports: true }]],
        plugins: [[require.resolve('babel-plugin-react-compiler'), SOURCES.test(id) ? STRICT : LENIENT]],
      })
      if (typeof compiled?.code !== 'string') throw new Error(`unable to compile ${id}`)
      return { code: compiled.code, map: JSON.stringify(compiled.map) }
    },
  }
}
