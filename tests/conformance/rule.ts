import { test } from 'vitest'

/** How sure a behaviour of a platform is. */
export type Evidence =
  /** The vendor's documentation, changelog or machine-readable specification says so. */
  | 'documented'
  /** Seen in recorded traffic of real accounts. */
  | 'recorded'
  /** The vendor's own client depends on it. */
  | 'client'
  /** People who use the platform report it. */
  | 'reported'
  /** Nobody says; a setting decides, and the default is the answer that is harder on a client. */
  | 'assumed'

/** Where a rule comes from. */
export interface Source {
  readonly evidence: Evidence
  /** The page, file or project that says it. */
  readonly at: string
  /** What it says, as a fact; messages on the wire word for word. */
  readonly says: string
}

declare module 'vitest' {
  interface TaskMeta {
    /** Kept in the JSON report, from which docs/sandbox-rules.md is made. */
    source?: Source
  }
}

/**
 * A rule of a platform, named as people would look for it, proven through the platform's official client, so that sandbox and
 * connector cannot share one misreading. The source is kept with the result.
 */
export function rule(name: string, source: Source, proof: () => Promise<void> | void): void {
  test(name, async ({ annotate, task }) => {
    task.meta.source = source
    await annotate(`${source.says} (${source.evidence}: ${source.at})`, 'source')
    await proof()
  })
}
