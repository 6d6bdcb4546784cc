import { expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import type { Source } from '../rule.ts'
import { rule } from '../rule.ts'

/** A query that is refused with this code, and a message that ends like this. */
export function refused(
  org: () => Started,
  name: string,
  source: Source,
  cases: readonly (readonly [soql: string, errorCode: string, ending: string])[],
): void {
  rule(name, source, async () => {
    for (const [soql, errorCode, ending] of cases) {
      const error: unknown = await org()
        .conn.query(soql)
        .then(
          () => new Error(`accepted: ${soql}`),
          (reason: unknown) => reason,
        )
      expect(error).toMatchObject({ errorCode })
      expect((error as Error).message.slice(-ending.length)).toBe(ending)
    }
  })
}
