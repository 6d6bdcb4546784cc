import { TextInput } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { formatExact } from '../../format/time.ts'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { toInstant, toWallTime } from './wall-time.ts'
import classes from './sync-settings.module.css'

/** The instant from which qualified contacts are given to sales. */
export function GoLive() {
  const { draft, problems } = useHandover()
  const written = draft.at(['goLiveAt'])
  const at = typeof written === 'string' ? written : ''
  const isFuture = Date.parse(at) > Date.now()
  return (
    <Panel
      title="Go-live"
      note="Contacts who qualified before it are linked and kept in step, but sales gets no new lead, task or deadline for them."
    >
      <TextInput
        type="datetime-local"
        label="Handed over from"
        description="In your time zone"
        maw={280}
        value={toWallTime(at)}
        disabled={!draft.mayEdit}
        onChange={(event) => {
          const next = toInstant(event.currentTarget.value)
          if (next !== null) draft.set(['goLiveAt'], next)
        }}
      />
      <p className={classes['quiet']} style={{ margin: '8px 0' }}>
        {at === '' || Number.isNaN(Date.parse(at))
          ? null
          : isFuture
            ? `${formatExact(at)}: nobody is handed over before.`
            : `${formatExact(at)}. An earlier date hands over nobody by itself: people from before come with a backfill.`}
      </p>
      <ProblemLines problems={problems.at('goLiveAt')} />
    </Panel>
  )
}
