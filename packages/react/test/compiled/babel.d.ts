/*
 * Babel 7 comes without types. The compiler's own declarations name a few of them; what is called here is
 * `transformAsync`, and no more of it is declared.
 */
declare module '@babel/core' {
  /** What the compiler's declarations mention, and nobody here looks into. */
  export interface NodePath<T> {
    readonly node: T
  }
  export interface PluginObj {
    readonly name?: string
  }
  export interface BabelFileResult {
    readonly code?: string | null
    readonly map?: unknown
  }
  export interface TransformOptions {
    readonly filename: string
    readonly babelrc: boolean
    readonly configFile: boolean
    readonly sourceMaps: boolean
    readonly presets: readonly (readonly [string, object])[]
    readonly plugins: readonly (readonly [string, object])[]
  }
  export function transformAsync(code: string, options: TransformOptions): Promise<BabelFileResult | null>
}

declare module '@babel/traverse' {
  export interface NodePath<T> {
    readonly node: T
  }
  export interface Scope {
    readonly uid: number
  }
}
