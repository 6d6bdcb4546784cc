import type { ConfigProblem } from '#http/contract/config.ts'

/** Tabs of the page, each with the sections of the document that it edits. */
export const SYNC_PARTS = [
  { value: 'who', label: 'Who enters', sections: ['selection', 'goLiveAt'] },
  { value: 'stages', label: 'Lifecycle stages', sections: ['lifecycle'] },
  { value: 'owners', label: 'Owners', sections: ['owners', 'automationUsers', 'routing.fallbackOwner'] },
  { value: 'matching', label: 'Matching', sections: ['matching', 'recordTypes'] },
  { value: 'members', label: 'Campaign members', sections: ['campaignMembers', 'campaignProperty'] },
  { value: 'attribution', label: 'Attribution', sections: ['attribution', 'lossReasonField'] },
  { value: 'alerts', label: 'Alerts', sections: ['alerts'] },
  { value: 'limits', label: 'API limits', sections: ['budget'] },
] as const satisfies readonly { readonly value: string; readonly label: string; readonly sections: readonly string[] }[]

export type SyncPart = (typeof SYNC_PARTS)[number]

/** What is wrong on one tab. */
export const problemsOfPart = (
  { sections }: Pick<SyncPart, 'sections'>,
  problems: { readonly at: (path: string) => readonly ConfigProblem[] },
): readonly ConfigProblem[] => sections.flatMap((section) => problems.at(section))
