/** A browser that was found, and by which of the four ways. */
export interface FoundBrowser {
  readonly path: string
  readonly source: 'CHROME_PATH' | 'playwright' | 'system' | 'npm'
}

/** The machine to look on; this one by default. */
export interface Machine {
  readonly env?: NodeJS.ProcessEnv
  readonly platform?: NodeJS.Platform
  readonly top?: string
}

/** Never throws: the unit tests read the same configuration and need no browser. */
export declare function findBrowser(machine?: Machine): FoundBrowser | undefined

/** One that can hide a tab and freeze it; a headless shell can not. */
export declare function findFullBrowser(machine?: Machine): FoundBrowser | undefined

/** Where ensure-browser.mjs unpacks the headless shell that comes from npm. */
export declare function npmBrowserPlace(top?: string): string
