import { describe, expect, it } from 'vitest'
import type { SyncConfig } from '../config.ts'
import type { Candidate, Match } from '../identity/match.ts'
import { AS_STORED } from '../handoff/wording.ts'
import { decideEntry } from './entry.ts'

const GO_LIVE = 1_000
const candidate: Candidate = { object: 'Lead', id: '1', values: {}, createdAt: 0, modifiedAt: 0 }
const one: Match = { kind: 'one', candidate, others: [], by: 'email' }
const config = {
  goLiveAt: GO_LIVE,
  selection: {
    marketingContacts: 'any',
    stages: ['mql'],
    lists: [],
    salesforce: {},
    conditions: [],
    optedOut: 'exclude',
  },
  handover: [
    {
      id: 'us',
      name: 'us',
      version: 1,
      when: [{ property: 'country', in: ['US'] }],
      behaviour: [],
      score: null,
      urgency: 'high',
      urgencyWhen: [],
      pool: 'p',
      policy: null,
      nextStep: '',
    },
  ],
} as unknown as SyncConfig
const contact = { email: 'a@x.example', lifecyclestage: 'mql', country: 'US' }
const decide = (over: Partial<Parameters<typeof decideEntry>[0]> = {}) =>
  decideEntry({
    contact,
    match: { kind: 'none' },
    leftOut: [],
    memberships: new Set(),
    qualifiedAt: GO_LIVE,
    now: 5_000,
    config,
    wording: AS_STORED,
    ...over,
  })

describe('a contact without a link', () => {
  it('is handed over from the instant of go-live on, with or without a match', () => {
    expect(decide()).toMatchObject({
      kind: 'hand-over',
      qualifiedAt: GO_LIVE,
      cycle: 1,
      contract: { contract: { id: 'us' } },
    })
    expect(decide({ match: one })).toMatchObject({ kind: 'hand-over' })
  })

  it('is adopted if it qualified before go-live and is known, else left alone', () => {
    expect(decide({ qualifiedAt: GO_LIVE - 1, match: one })).toEqual({ kind: 'adopt' })
    expect(decide({ qualifiedAt: GO_LIVE - 1 })).toEqual({ kind: 'ignore', why: 'before-go-live' })
  })

  it('qualified now, when HubSpot does not say when', () => {
    expect(decide({ qualifiedAt: null })).toMatchObject({ kind: 'hand-over', qualifiedAt: 5_000 })
  })

  it('is reviewed when several records could be it, before anything else is asked', () => {
    const match: Match = { kind: 'several', candidates: [candidate, { ...candidate, object: 'Contact' }] }
    expect(decide({ match, qualifiedAt: 0 })).toEqual({
      kind: 'review',
      why: '2 records in Salesforce have this e-mail (Lead, Contact)',
    })
  })

  it('gets no second record when the only one it has is left out; one that takes part counts instead', () => {
    const leftOut = [candidate]
    expect(decide({ leftOut })).toEqual({
      kind: 'left-out',
      why: 'Lead 1 has this e-mail and is left out of the selection',
    })
    expect(decide({ leftOut, match: one })).toMatchObject({ kind: 'hand-over' })
    expect(decide({ leftOut, qualifiedAt: GO_LIVE - 1 })).toEqual({ kind: 'ignore', why: 'before-go-live' })
  })

  it('is ignored outside of the selection, also when several records match, and without a contract', () => {
    const match: Match = { kind: 'several', candidates: [candidate, candidate] }
    expect(decide({ contact: { ...contact, lifecyclestage: 'lead' }, match })).toEqual({ kind: 'ignore', why: 'stage' })
    expect(decide({ contact: { ...contact, country: 'DE' } })).toEqual({ kind: 'ignore', why: 'no-contract' })
  })
})
