import * as z from 'zod'
import { compareDocuments } from '#app/config/compare-documents.ts'
import { effectiveDocument } from '#app/config/effective-document.ts'
import type { ConfigVersion } from '#ports/store/configs.ts'
import type { Scope } from '#app/scope.ts'
import type { ConfigDesk } from '../../config-desk.ts'
import { PAIR_WORDS } from '../../contract/config-words.ts'
import {
  diffConfigDraftContract,
  diffConfigVersionsContract,
  listConfigVersionsContract,
  readConfigContract,
  readConfigVersionContract,
} from '../../contract/config.ts'
import { CONFIG_PAIRS, pairId } from '../../contract/config-fields.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { fromCursor, KEY, toCursor } from '../../cursor.ts'
import { toHead, toWholeVersion } from '../../present/config.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

/** @throws HttpError 404 when there is no such version. */
export async function versionOf(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  version: number,
): Promise<ConfigVersion> {
  const found = await store.configs.get(connection.id, version)
  if (found !== null) return found
  throw new HttpError({
    status: 404,
    code: 'VERSION_NOT_FOUND',
    message: `There is no version ${version} of this configuration.`,
    remedy: 'Choose one of those that are listed.',
  })
}

export const readConfig = connectionRoute(readConfigContract, async ({ scope, deps }) => {
  const current = await versionOf(scope, (await scope.store.configs.newest(scope.connection.id)) ?? scope.configVersion)
  return {
    ...toWholeVersion(current, current.version, deps.config),
    unused: deps.config.unused(scope.connection.id),
  }
})

const VERSION = z.tuple([KEY.small])

export const listConfigVersions = connectionRoute(listConfigVersionsContract, async ({ scope, query }) => {
  const { configs } = scope.store
  const [before] = fromCursor('config-versions', query.cursor, VERSION) ?? [null]
  const newest = (await configs.newest(scope.connection.id)) ?? 0
  const heads = await configs.heads(scope.connection.id, before, query.limit + 1)
  const items = heads.slice(0, query.limit)
  const last = items.at(-1)
  return {
    items: items.map((head) => toHead(head, newest)),
    nextCursor: heads.length > query.limit && last !== undefined ? toCursor('config-versions', [last.version]) : null,
    // Numbers have no gaps.
    total: Math.min(newest, COUNTED_UP_TO),
  }
})

export const readConfigVersion = connectionRoute(readConfigVersionContract, async ({ scope, params, deps }) => {
  const newest = (await scope.store.configs.newest(scope.connection.id)) ?? 0
  return toWholeVersion(await versionOf(scope, params.version), newest, deps.config)
})

export const diffConfigVersions = connectionRoute(diffConfigVersionsContract, async ({ scope, query, deps }) => {
  const [from, to] = [await versionOf(scope, query.from), await versionOf(scope, query.to)]
  return { changes: changesOf(deps.config, from.document, to.document) }
})

export const diffConfigDraft = connectionRoute(diffConfigDraftContract, async ({ scope, body, deps }) => {
  const { document } = await versionOf(scope, body.from)
  return { changes: changesOf(deps.config, document, body.document) }
})

function changesOf({ defaultsOf }: ConfigDesk, before: unknown, after: unknown) {
  const whole = (document: unknown): unknown =>
    effectiveDocument(document, CONFIG_PAIRS, (pair) => defaultsOf(pairId.parse(pair)))
  return compareDocuments(whole(before), whole(after)).map(({ where, ...change }) => ({
    ...change,
    where: where.map((part) => (pairId.safeParse(part).success ? PAIR_WORDS[pairId.parse(part)].label : part)),
  }))
}
