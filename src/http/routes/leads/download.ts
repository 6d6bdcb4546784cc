import { downloadLeadsContract } from '../../contract/leads.ts'
import { csvOfList } from '../../csv-of-list.ts'
import { fileNameOf } from '../../file-name.ts'
import { toInstantText } from '../../present/instants.ts'
import { listLeadsRoute } from './list.ts'

export const downloadLeads = csvOfList(listLeadsRoute, downloadLeadsContract, {
  name: ({ query, now }) => fileNameOf('leads', query.view, toInstantText(now).slice(0, 10)),
  columns: {
    name: ({ name }) => name,
    company: ({ company }) => company,
    email: ({ email }) => email,
    state: ({ state }) => state,
    urgency: ({ urgency }) => urgency,
    owner: ({ owner }) => owner.name,
    inQueue: ({ inQueue }) => inQueue,
    pool: ({ pool }) => pool,
    policy: ({ policy }) => policy,
    contract: ({ contract }) => contract,
    campaign: ({ campaign }) => campaign,
    why: ({ why }) => why,
    nextStep: ({ nextStep }) => nextStep,
    qualifiedAt: ({ qualifiedAt }) => qualifiedAt,
    handedOverAt: ({ handedOverAt }) => handedOverAt,
    clock: ({ clock }) => clock?.name ?? null,
    clockState: ({ clock }) => clock?.state ?? null,
    dueAt: ({ clock }) => clock?.dueAt ?? null,
    acceptedAt: ({ acceptedAt }) => acceptedAt,
    rejectedAt: ({ rejectedAt }) => rejectedAt,
    rejectReason: ({ rejectReason }) => rejectReason,
    returnAt: ({ returnAt }) => returnAt,
    hubspotUrl: ({ hubspotUrl }) => hubspotUrl,
    salesforceUrl: ({ salesforceUrl }) => salesforceUrl,
  },
})
