import { PLAIN_PAIRS } from '#domain/config.ts'
import type { FieldPairId, PlainPairId, SyncConfig } from '#domain/config.ts'
import { PAIRS } from '#domain/objects/index.ts'

/** Pairs that are synced; the others' maps may name what the accounts do not have. */
export const activePairs = (config: Pick<SyncConfig, 'pairs'>): readonly FieldPairId[] =>
  ALL.filter((id) => !isPlain(id) || config.pairs[id].enabled)

/** The others: nobody looks at their records. */
export const pairsOff = (config: Pick<SyncConfig, 'pairs'>): readonly FieldPairId[] => {
  const active = activePairs(config)
  return ALL.filter((id) => !active.includes(id))
}

const ALL = Object.keys(PAIRS) as readonly FieldPairId[]

const isPlain = (id: FieldPairId): id is PlainPairId => (PLAIN_PAIRS as readonly string[]).includes(id)
