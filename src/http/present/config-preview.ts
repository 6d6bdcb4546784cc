import { isMadeUp } from '#app/preview/rehearsal.ts'
import { findingsOf } from '#app/preview/run-preview.ts'
import type { PreviewFindings } from '#app/preview/run-preview.ts'
import { formatInstant } from '#domain/time.ts'
import type { StoredPreview } from '#ports/store/previews.ts'
import type { PreviewResult, PreviewRow, PreviewState } from '../contract/config-preview.ts'

const NO_RUN: PreviewState = {
  state: 'none',
  id: null,
  startedAt: null,
  startedBy: null,
  looked: 0,
  of: 0,
  error: null,
  result: null,
}

export function toPreviewState(run: StoredPreview | null): PreviewState {
  if (run === null) return NO_RUN
  const { state, id, startedAt, startedBy, looked, of, error } = run
  const found = findingsOf(run)
  return {
    state,
    id,
    startedAt: formatInstant(startedAt),
    startedBy,
    looked,
    of: Math.max(looked, of),
    error,
    result: found === null ? null : toPreviewResult(found),
  }
}

function toPreviewResult(rich: PreviewFindings): PreviewResult {
  const { preview } = rich
  const objects = (['hubspot', 'salesforce'] as const).flatMap((side) =>
    Object.entries(preview.sides[side]).map(([object, counts]) => ({ side, object, counts })),
  )
  const sum = (of: (counts: (typeof objects)[number]['counts']) => number): number =>
    objects.reduce((total, { counts }) => total + of(counts), 0)
  const parked = Object.values(preview.parked).reduce((total, count) => total + count, 0)
  const waiting = preview.parkedItems.map((item) => toWaiting(item, rich))
  return {
    counts: {
      create: sum(({ created }) => created),
      update: sum(({ updated }) => updated),
      link: sum(({ linked }) => linked),
      other: sum(({ converted, deleted, unlinked, associated }) => converted + deleted + unlinked + associated),
      unchanged: preview.lookedAt.reduce((total, { unchanged }) => total + unchanged, 0),
      conflict: preview.conflicts,
      error: parked - preview.conflicts,
      out: preview.lookedAt.reduce((total, { out }) => total + out, 0),
    },
    lookedAt: preview.lookedAt.map(({ side, object, looked, total }) => ({ side, object, looked, total })),
    objects: objects.map(({ side, object, counts }) => ({
      side,
      object,
      create: counts.created,
      update: counts.updated,
    })),
    ignored: { ...preview.ignored },
    fields: Object.entries(preview.values)
      .map(([name, values]) => {
        const dot = name.indexOf('.')
        return { object: name.slice(0, dot), map: name.slice(dot + 1), values }
      })
      .toSorted((a, b) => b.values - a.values),
    rows: [...waiting, ...preview.rows.map((row) => toRow(row, rich))],
    rowsLeftOut: preview.rowsLeftOut,
  }
}

type Seen = PreviewFindings['preview']

function toRow({ side, object, recordId, actions, changes }: Seen['rows'][number], rich: PreviewFindings): PreviewRow {
  const isNew = isMadeUp(recordId)
  const named = changes.find(({ field, to }) => to !== null && NAMING.has(field))?.to ?? null
  return {
    side,
    object,
    recordId: isNew ? null : recordId,
    name: rich.names[`${side} ${object} ${recordId}`] ?? named,
    outcome: outcomeOf(actions),
    changes: changes.map(({ field, from, to, rule, winner }) => ({
      field,
      label: rich.labels[`${side} ${object} ${field}`] ?? field,
      from,
      to,
      byMap: winner === 'tandem' ? null : rule,
    })),
    problem: null,
  }
}

/** Fields by which people know what is made. */
const NAMING: ReadonlySet<string> = new Set(['Email', 'email', 'Name', 'name', 'dealname', 'Subject', 'LastName'])

function outcomeOf(actions: Seen['rows'][number]['actions']): PreviewRow['outcome'] {
  if (actions.includes('create')) return 'create'
  if (actions.includes('update')) return 'update'
  return actions.includes('link') ? 'link' : 'other'
}

const toWaiting = (item: Seen['parkedItems'][number], rich: PreviewFindings): PreviewRow => ({
  side: item.side,
  object: item.object,
  recordId: isMadeUp(item.recordId) ? null : item.recordId,
  name: rich.names[`${item.side} ${item.object} ${item.recordId}`] ?? null,
  outcome: 'waits',
  changes: [],
  problem: { code: item.code, message: item.message, remedy: item.remedy },
})
