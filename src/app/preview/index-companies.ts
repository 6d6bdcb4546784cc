import { companyPlain } from '#domain/objects/company-account.ts'
import { SIDES } from '#domain/ids.ts'
import type { Cursor } from '#ports/connector/changes.ts'
import { capturedFields } from '../fields-to-read.ts'
import { indexPage, isListed } from '../records/match-index.ts'
import type { Scope } from '../scope.ts'

/**
 * Companies are found by an index of everything that was captured. A pair that is only being thought about has none: it is made
 * in the scratch store, of everything there is on both sides.
 */
export async function indexCompanies(scope: Scope): Promise<void> {
  if (!scope.config.pairs['company-account'].enabled) return
  for (const side of SIDES) {
    if (await isListed(scope, companyPlain, side)) continue
    const stream = { side, object: companyPlain[side] }
    const fields = capturedFields(scope.config, stream)
    const connector = side === 'hubspot' ? scope.hubspot : scope.salesforce
    let cursor: Cursor | null = null
    for (;;) {
      const page: Awaited<ReturnType<typeof connector.changes>> = await connector.changes({
        object: stream.object,
        cursor,
        ...(fields === undefined ? {} : { fields }),
      })
      await indexPage(scope, scope.store, stream, page)
      cursor = page.cursor
      if (!page.more) break
    }
  }
}
