import type { Overview } from '#http/contract/overview.ts'
import { Panel } from '../../components/panel.tsx'
import { countOf } from '../../format/numbers.ts'
import classes from './empty-state.module.css'

/** Shown while nobody was handed over: what has to be true before that happens. */
export function EmptyState({ overview }: { readonly overview: Overview }) {
  const { health, handoff } = overview
  return (
    <Panel
      title="Nobody has been handed over yet"
      note={
        health.inbox.total > 0
          ? `${countOf(health.inbox.total, 'change is', 'changes are')} being read right now; figures appear here by themselves.`
          : 'Figures appear here with the first person who qualifies. If you expected some by now, check these:'
      }
    >
      <ol className={classes['steps']}>
        <li>
          <strong>Somebody qualifies.</strong> A marketing contact in HubSpot reaches the stage that your sync config
          hands over, such as “Marketing qualified lead”.
        </li>
        <li>
          <strong>After go-live.</strong> People who qualified before <code>goLiveAt</code> are linked, but not handed
          over
          {handoff.adopted > 0 ? ` (so far ${countOf(handoff.adopted, 'person', 'people')})` : ''}.
        </li>
        <li>
          <strong>Both CRMs let Tandem in.</strong> Run <code>tandem config check</code>: it tests every permission and
          says how to mend what is missing.
        </li>
      </ol>
    </Panel>
  )
}
