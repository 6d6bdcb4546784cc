import { MultiSelect, NumberInput, Select, Stack } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { tidy } from '../handover/written.ts'
import { OPENS_DEFAULTS, type Opens } from './lifecycle.ts'
import { withChosen, type Option } from './options.ts'
import classes from './sync-settings.module.css'

/** Stages of HubSpot that open an opportunity in Salesforce by themselves. */
export function OpensOpportunity(props: {
  readonly opens: Opens
  readonly stages: readonly Option[]
  readonly disabled: boolean
  readonly onChange: (opens: Opens | undefined) => void
}) {
  const { opens, disabled } = props
  const { facts } = useHandover()
  const stages = opens.stages ?? []
  const put = (patch: { [K in keyof Opens]?: Opens[K] | undefined }): void => {
    const next = tidy({ ...opens, ...patch }) as Opens
    props.onChange(Object.keys(next).length === 0 ? undefined : next)
  }
  const stage = opens.opportunityStage ?? OPENS_DEFAULTS.opportunityStage
  const status = opens.convertedStatus ?? OPENS_DEFAULTS.convertedStatus
  return (
    <Panel
      title="Opening an opportunity from HubSpot"
      note="A contact that reaches one of these stages gets an opportunity in Salesforce: a Lead is converted for it. Only people without an open one."
    >
      <Stack gap="md">
        <MultiSelect
          label="Stages that open one"
          description="None: opportunities are made by sales alone."
          data={withChosen(props.stages, stages)}
          value={[...stages]}
          disabled={disabled}
          clearable
          onChange={(value) => put({ stages: value.length === 0 ? undefined : value })}
        />
        {stages.length === 0 ? null : (
          <div className={classes['two']}>
            <Select
              label="Lead Status of a converted Lead"
              data={withChosen(facts.leadStatuses, [status])}
              value={status}
              allowDeselect={false}
              disabled={disabled}
              onChange={(value) => put({ convertedStatus: value ?? undefined })}
            />
            <Select
              label="Stage of an opportunity made on a Contact"
              description="A converted Lead gets the first stage of the org"
              data={withChosen(facts.opportunityStages, [stage])}
              value={stage}
              allowDeselect={false}
              searchable
              disabled={disabled}
              onChange={(value) => put({ opportunityStage: value ?? undefined })}
            />
            <NumberInput
              label="It closes after days"
              min={1}
              allowDecimal={false}
              value={opens.closeInDays ?? OPENS_DEFAULTS.closeInDays}
              disabled={disabled}
              onChange={(value) => put({ closeInDays: value === '' ? undefined : Number(value) })}
            />
          </div>
        )}
      </Stack>
    </Panel>
  )
}
