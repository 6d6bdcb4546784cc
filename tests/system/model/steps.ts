import type { Cast, Step } from './cast.ts'
import { editCompany, foundCompany } from './steps/companies.ts'
import { editBoth, editContact, editRecord } from './steps/edits.ts'
import { eventMishaps, killReceiver, killWorker, pass, tooManyAtOnce, webhookMishaps } from './steps/mishaps.ts'
import { advanceStage, archive, arrive, changeEmail, mergeContacts, restore } from './steps/people.ts'
import { closeTask, convert, deleteRecord, mergeRecords, moveOpportunity, openOpportunity } from './steps/records.ts'
import { finishTaskInHubspot, renameTask, setTaskInHubspot, setTaskInSalesforce } from './steps/tasks.ts'

export interface Chances {
  /** Workers are killed at random. */
  readonly kills: boolean
  readonly faults: boolean
}

const STORY: readonly (readonly [number, Step])[] = [
  [14, arrive],
  [12, editContact],
  [12, editRecord],
  [8, editBoth],
  [2, changeEmail],
  [8, advanceStage],
  [2, archive],
  [3, restore],
  [2, mergeContacts],
  [3, deleteRecord],
  [2, mergeRecords],
  [6, convert],
  [7, openOpportunity],
  [7, moveOpportunity],
  [4, closeTask],
  [4, foundCompany],
  [5, editCompany],
  [4, setTaskInHubspot],
  [3, setTaskInSalesforce],
  [3, renameTask],
  [2, finishTaskInHubspot],
  [4, pass],
]
const KILLS: readonly (readonly [number, Step])[] = [
  [4, killWorker],
  [1, killReceiver],
]
const FAULTS: readonly (readonly [number, Step])[] = [
  [3, webhookMishaps],
  [2, eventMishaps],
  [2, tooManyAtOnce],
]

/** So many people arrive before anything else happens, then so many companies. */
const BEFORE_ALL = { people: 8, companies: 2 }

function next({ people, companies, dice: by }: Cast, all: readonly (readonly [number, Step])[]): Step {
  if (people.length < BEFORE_ALL.people) return arrive
  return companies.length < BEFORE_ALL.companies ? foundCompany : by.weighed(all)
}

/** One step of the story; what it did is in the history. A step that the CRM refuses is a step as well. */
export async function step(cast: Cast, chances: Chances): Promise<void> {
  const all = [...STORY, ...(chances.kills ? KILLS : []), ...(chances.faults ? FAULTS : [])]
  const chosen = next(cast, all)
  try {
    const what = await chosen(cast)
    if (what !== null) cast.history.push(what)
  } catch (error) {
    cast.history.push(`refused: ${error instanceof Error ? error.message.slice(0, 160) : String(error)}`)
    if (chosen === killWorker || chosen === killReceiver) throw error
  }
}
