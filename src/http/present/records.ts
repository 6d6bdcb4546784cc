import type { Findings } from '#app/look-up/find-records.ts'
import { pairOf } from '#app/look-up/pair-of.ts'
import type { ReadRecord } from '#app/look-up/read-record.ts'
import type { LiveRecord } from '#app/look-up/read-record-now.ts'
import type { StoryEvent } from '#app/look-up/record-story.ts'
import type { SyncOutcome } from '#app/look-up/sync-record.ts'
import type { Link } from '#domain/identity/link.ts'
import { recordName } from '#domain/identity/record-name.ts'
import { titleOf } from '#domain/identity/search-text.ts'
import type { Instant } from '#domain/instant.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { NewestChange, WaitingRow } from '#ports/store/records.ts'
import type { KnownRecord, RecordWaiting, Why } from '../contract/record.ts'
import type { LiveRecordReply, RecordSync, StoryEventRow } from '../contract/record-history.ts'
import type { RecordHit, RecordLine } from '../contract/records.ts'
import { toDayOrNull, toInstantText, toInstantTextOrNull } from './instants.ts'
import { toChangeRow, toFieldChange, type Authors } from './record-changes.ts'
import { recordPage, type RecordPages } from './record-page.ts'

/** Names are what both sides last agreed on. */
export function toRecordLine(link: Link, pages: RecordPages): RecordLine {
  const pair = pairOf(link)
  const object = link.salesforceObject ?? pair.salesforce
  return {
    link: link.id,
    kind: link.kind,
    ...titleOf(link.base),
    state: link.state,
    hubspot:
      link.hubspotId === null
        ? null
        : { object: pair.hubspot, id: link.hubspotId, url: recordPage(pages, 'hubspot', pair.hubspot, link.hubspotId) },
    salesforce:
      link.salesforceId === null
        ? null
        : { object, id: link.salesforceId, url: recordPage(pages, 'salesforce', object, link.salesforceId) },
    since: toInstantText(link.createdAt),
  }
}

const toNamed = (link: Link) => ({ link: link.id, name: recordName(link.base) })

export const toFindings = (found: Findings, pages: RecordPages, tooShort: boolean) => ({
  hits: found.hits.map(({ link, foundBy, mergedInto }): RecordHit => ({
    ...toRecordLine(link, pages),
    foundBy,
    mergedInto: mergedInto === null ? null : toNamed(mergedInto),
  })),
  more: found.more,
  tooShort,
  opportunities: found.opportunities.map(({ id, name, stage, people }) => ({
    id,
    name,
    stage,
    url: recordPage(pages, 'salesforce', 'Opportunity', id),
    people: [...people],
  })),
})

const toWhy = ({ entry, change }: NewestChange, authors: Authors): Why => ({
  at: toInstantText(entry.at),
  side: entry.side,
  object: entry.object,
  action: entry.action,
  change: toFieldChange(change),
  cause: entry.cause,
  configVersion: entry.configVersion,
  author: authors.get(entry.configVersion) ?? null,
})

const toWaiting = (row: WaitingRow, now: Instant): RecordWaiting => ({
  side: row.side,
  object: row.object,
  recordId: row.recordId,
  since: toInstantText(row.enqueuedAt),
  cause: row.cause,
  attempts: row.attempts,
  notBefore: toInstantText(row.notBefore),
  working: row.leaseUntil !== null && row.leaseUntil > now,
  lastError: row.lastError,
})

const toProblem = ({ side, object, recordId, code, message, remedy, at }: ParkedItem) => ({
  side,
  object,
  recordId,
  code,
  message,
  remedy,
  at: toInstantText(at),
})

/** A field as people know it; `words` where its value is an option. */
function toField(
  field: string,
  schema: FieldSchema | undefined,
  value: string | null,
): KnownRecord['fields'][number]['hubspot'] {
  const labelOf = (one: string): string => schema?.options?.find((option) => option.value === one)?.label ?? one
  const words =
    value === null || schema?.options === undefined
      ? null
      : schema.type === 'multi-picklist'
        ? value.split(';').map(labelOf).join(', ')
        : labelOf(value)
  return { field, label: schema?.label ?? null, type: schema?.type ?? null, words: words === value ? null : words }
}

export function toKnownRecord(record: ReadRecord, pages: RecordPages, zone: string, now: Instant): KnownRecord {
  const { link, authors, lead, schemas } = record
  const handoffs = (lead?.handoffs ?? []).toReversed()
  const looks = [...record.lookedAt.values()]
  return {
    found: 'known',
    ...toRecordLine(link, pages),
    origin: link.origin,
    key: link.key,
    adopted: link.adopted,
    mergedInto: record.mergedInto === null ? null : toNamed(record.mergedInto),
    aliases: record.aliases.map(({ side, recordId }) => ({ side, id: recordId })),
    owner: handoffs[0]?.handoff.ownerName ?? null,
    lookedAt: looks.length === 0 ? null : toInstantText(Math.max(...looks)),
    fields: record.fields.map(({ map, values, agrees, why }) => ({
      map: map.id,
      hubspot: toField(map.hubspot, schemas.hubspot[map.hubspot], values?.hubspot ?? null),
      salesforce: toField(map.salesforce, schemas.salesforce[map.salesforce], values?.salesforce ?? null),
      rule: map.rule,
      direction: map.direction,
      values,
      agrees,
      why: why === null ? null : toWhy(why, authors),
    })),
    own: record.own.map((change) => toWhy(change, authors)),
    waiting: record.waiting.map((row) => toWaiting(row, now)),
    problems: record.problems.map(toProblem),
    handoffs: handoffs.map(({ handoff, owners }) => ({
      id: handoff.id,
      cycle: handoff.cycle,
      state: handoff.state,
      owner: handoff.ownerName,
      ownerEmail: handoff.ownerEmail,
      reason: handoff.reason,
      urgency: handoff.urgency,
      campaign: handoff.campaign,
      policy: handoff.policy,
      handedOverAt: toInstantText(handoff.handedOverAt),
      rejectReason: handoff.rejectReason,
      returnAt: toInstantTextOrNull(handoff.returnAt),
      owners: owners.map(({ ownerId, from, rule, why }) => ({ ownerId, from: toInstantText(from), rule, why })),
    })),
    clocks: (lead?.clocks ?? []).map(({ clock }) => ({
      id: clock.id,
      cycle: clock.cycle,
      name: clock.name,
      policy: clock.policy,
      state: clock.state,
      startedAt: toInstantText(clock.startedAt),
      dueAt: toInstantTextOrNull(clock.dueAt),
      stoppedAt: toInstantTextOrNull(clock.stoppedAt),
    })),
    opportunities: record.opportunities.map(({ opportunity, credits }) => ({
      id: opportunity.id,
      name: opportunity.name,
      stage: opportunity.stage,
      outcome: opportunity.isWon ? 'won' : opportunity.isClosed ? 'lost' : 'open',
      amountMinor: opportunity.amountMinor === null ? null : String(opportunity.amountMinor),
      currency: opportunity.currency,
      createdAt: toInstantText(opportunity.createdAt),
      closedOn: toDayOrNull(opportunity.closedAt, zone),
      lostReason: opportunity.lostReason,
      url: recordPage(pages, 'salesforce', 'Opportunity', opportunity.id),
      deal: opportunity.linkId,
      credits: credits.map(({ model, amountMinor }) => ({ model, amountMinor: String(amountMinor) })),
    })),
    people: record.people.map(toNamed),
    memberships: record.memberships.map(({ campaignId, status, wanted, state }) => ({
      campaign: campaignId,
      url: recordPage(pages, 'salesforce', 'Campaign', campaignId),
      status: status ?? (state === 'member' ? wanted : null),
      state,
    })),
    sync: { can: record.sync.kind === 'can', why: record.sync.kind === 'can' ? null : record.sync.why },
  }
}

export const toLiveRecord = (live: LiveRecord): LiveRecordReply => ({
  at: toInstantText(live.at),
  modifiedAt: {
    hubspot: toInstantTextOrNull(live.modifiedAt.hubspot),
    salesforce: toInstantTextOrNull(live.modifiedAt.salesforce),
  },
  lifecycleStage: live.lifecycleStage,
  salesforceStatus: live.salesforceStatus,
  owner: live.owner,
  fields: live.fields.map(({ map, now, changed, agrees, next, conflict, refusal }) => ({
    map: map.id,
    hubspot: now.hubspot,
    salesforce: now.salesforce,
    changed: [...changed],
    agrees,
    next: next === null ? null : { to: next.to, value: next.value, because: next.because },
    conflict,
    refusal,
  })),
})

export const toStoryEvent = (event: StoryEvent, pages: RecordPages, authors: Authors): StoryEventRow => ({
  key: event.key,
  at: toInstantText(event.at),
  kind: event.kind,
  title: event.title,
  text: event.text,
  tone: event.tone,
  change: event.entry === null ? null : toChangeRow(event.entry, pages, authors),
})

export const toRecordSync = (outcome: SyncOutcome, pages: RecordPages, authors: Authors, now: Instant): RecordSync => ({
  state: outcome.state,
  lookedAt: toInstantTextOrNull(outcome.lookedAt),
  waiting: outcome.waiting.map((row) => toWaiting(row, now)),
  changes: outcome.changes.map((entry) => toChangeRow(entry, pages, authors)),
  problems: outcome.problems.map(toProblem),
})
