import { createContext, useContext, useMemo } from 'react'
import { readPairSchemasContract } from '#http/contract/config-fields.ts'
import { readHandoverFactsContract, type HandoverFacts } from '#http/contract/handover.ts'
import { useRead } from '../../api/use-api.ts'
import type { Draft } from '../config-draft/use-draft.ts'
import type { Problems } from '../config-draft/use-problems.ts'
import { partsOf, type Fields, type Written } from './written.ts'

/** What every part of the page looks at. */
export interface Handover {
  readonly draft: Draft
  readonly problems: Problems
  readonly written: Written
  /** Without what could not be read yet. */
  readonly facts: HandoverFacts
  /** Contact properties of HubSpot by name, with their labels and options; empty until they were read. */
  readonly fields: Fields
  /** Fields of the Salesforce Lead by name. */
  readonly leadFields: Fields
}

const NO_FACTS: HandoverFacts = {
  users: null,
  queues: null,
  lists: null,
  stages: null,
  leadStatuses: null,
  opportunityStages: null,
  hubspotOwners: null,
  recordTypes: null,
  campaigns: [],
  unread: [],
}

export const HandoverContext = createContext<Handover | null>(null)

export function useHandover(): Handover {
  const handover = useContext(HandoverContext)
  if (handover === null) throw new Error('only below the handover page')
  return handover
}

/** Gathers it once for the page. */
export function useGathered(draft: Draft, problems: Problems): Handover {
  const facts = useRead(readHandoverFactsContract).data ?? NO_FACTS
  const schemas = useRead(readPairSchemasContract, { params: { pair: 'contact-lead' } }).data
  return useMemo(() => {
    const byName = (list: NonNullable<typeof schemas>['hubspot'] | undefined): Fields =>
      new Map((list?.fields ?? []).map((field) => [field.name, field]))
    return {
      draft,
      problems,
      written: partsOf(draft.document),
      facts,
      fields: byName(schemas?.hubspot),
      leadFields: byName(schemas?.salesforce),
    }
  }, [draft, problems, facts, schemas])
}
