import { Select } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { withChosen } from './options.ts'
import { useSection } from './use-section.ts'
import classes from './sync-settings.module.css'

interface RecordTypes {
  readonly Lead: string | null
  readonly Opportunity: string | null
}

/** Of which kind the Leads and opportunities are that Tandem makes. */
export function RecordTypes() {
  const types = useSection<RecordTypes>(['recordTypes'])
  const { facts } = useHandover()
  const type = (object: keyof RecordTypes, label: string) => {
    const offered =
      facts.recordTypes?.flatMap((one) => (one.object === object ? [{ value: one.name, label: one.label }] : [])) ??
      null
    return (
      <Select
        label={label}
        placeholder="The org’s default"
        clearable
        data={withChosen(offered, [types.section[object]])}
        value={types.section[object] ?? null}
        disabled={types.disabled}
        error={types.wrongAt(object)}
        onChange={(value) => types.put({ [object]: value ?? undefined })}
      />
    )
  }
  return (
    <Panel
      title="Record types"
      note="Of what Tandem makes in Salesforce. Those of accounts, tasks and campaigns are chosen on Mappings, with their object pair."
    >
      <div className={classes['two']}>
        {type('Lead', 'Leads')}
        {type('Opportunity', 'Opportunities')}
      </div>
      <ProblemLines problems={types.problems} />
    </Panel>
  )
}
