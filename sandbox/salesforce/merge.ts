import { ApiError, dataError } from './errors.ts'
import { toId18 } from './ids.ts'
import type { WriteContext } from './records/context.ts'
import type { Row } from './records/table.ts'
import { deleteRecord, liveRow, updateRecord, viewFor } from './records/write.ts'
import { convertedLead } from './rules/people.ts'

const MERGEABLE: ReadonlySet<string> = new Set(['Account', 'Contact', 'Lead'])
const MOST_LOSERS = 2

export interface MergeRequest {
  readonly object: string
  readonly masterId: string
  /** Values that the master gets: nothing of the losers is taken over otherwise, not even where the master is empty. */
  readonly values: Readonly<Record<string, unknown>>
  readonly loserIds: readonly string[]
}

export interface MergeResult {
  readonly id: string
  readonly mergedRecordIds: readonly string[]
  readonly updatedRelatedIds: readonly string[]
}

/**
 * Up to three records of one type become one: the losers go to the recycle bin with the master's id, what referred to
 * them refers to the master. All or nothing.
 * https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-merge.html
 */
export function merge(context: WriteContext, request: MergeRequest): MergeResult {
  const view = viewFor(context, request.object)
  const object = view.def.name
  if (!MERGEABLE.has(object)) {
    throw dataError('INVALID_TYPE_ON_FIELD_IN_RECORD', `sObject type '${object}' is not supported in merge`)
  }
  const losers = request.loserIds.map((id) => toId18(id) ?? id)
  if (losers.length === 0) throw dataError('REQUIRED_FIELD_MISSING', 'recordToMergeIds is required')
  if (losers.length > MOST_LOSERS || new Set(losers).size !== losers.length) {
    throw dataError(
      'EXCEEDED_ID_LIMIT',
      `merge() takes up to ${MOST_LOSERS} different records to merge into the master`,
    )
  }
  return context.org.transaction(() => {
    const master = participant(context, object, request.masterId)
    const masterId = String(master['Id'])
    if (losers.includes(masterId))
      throw dataError('INVALID_CROSS_REFERENCE_KEY', 'a record cannot be merged with itself')
    const rows = losers.map((id) => participant(context, object, id))
    const updatedRelatedIds = rows.flatMap((row) => moveChildren(context, object, String(row['Id']), masterId))
    for (const row of rows) retire(context, object, row, masterId)
    updateRecord(context, object, masterId, request.values)
    return { id: masterId, mergedRecordIds: losers, updatedRelatedIds: [...new Set(updatedRelatedIds)] }
  })
}

/** A converted lead takes no part; nor does a record in the recycle bin. */
function participant(context: WriteContext, object: string, id: string): Row {
  try {
    const row = liveRow(context, viewFor(context, object), id)
    if (row['IsConverted'] === true) throw convertedLead()
    return row
  } catch (error) {
    if (!(error instanceof ApiError) || error.errorCode !== 'NOT_FOUND') throw error
    throw dataError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  }
}

/** @returns ids of the records that refer to the master from now on. */
function moveChildren(context: WriteContext, parent: string, loserId: string, masterId: string): string[] {
  const { org } = context
  const moved: string[] = []
  for (const def of org.catalog.objects()) {
    if (def.tooling) continue
    for (const field of org.catalog.allFields(def.name)) {
      if (!field.referenceTo.includes(parent) || field.name === 'MasterRecordId') continue
      for (const row of org.liveWhere(def.name, field, loserId)) {
        const id = String(row['Id'])
        if (def.name === 'CampaignMember' && isMemberAlready(context, row, field.name, masterId)) {
          deleteRecord(context, 'CampaignMember', id)
          continue
        }
        org.put(def.name, { ...row, ...reparented(context, row, field.name, masterId), SystemModstamp: org.stamp() })
        moved.push(id)
      }
    }
  }
  return moved
}

/** Nobody is a member of a campaign twice: the master's membership stays. */
function isMemberAlready(context: WriteContext, member: Row, field: string, masterId: string): boolean {
  const others = context.org.referring('CampaignMember', field, masterId)
  return others.some((other) => other['Id'] !== member['Id'] && other['CampaignId'] === member['CampaignId'])
}

/** An activity's account is that of its contact: it changes when the contact does. */
function reparented(context: WriteContext, row: Row, field: string, masterId: string): Row {
  const contact = field === 'WhoId' ? context.org.live('Contact', masterId) : undefined
  const accountOfContact =
    contact && typeof row['WhatId'] !== 'string' ? { AccountId: contact['AccountId'] ?? null } : {}
  return { [field]: masterId, ...accountOfContact }
}

/** To the recycle bin, as a merge does it: with nothing of what belonged to the record. */
function retire(context: WriteContext, object: string, row: Row, masterId: string): void {
  const stamp = context.org.stamp()
  context.org.put(object, {
    ...row,
    IsDeleted: true,
    MasterRecordId: masterId,
    LastModifiedDate: stamp,
    LastModifiedById: context.userId,
    SystemModstamp: stamp,
  })
}
