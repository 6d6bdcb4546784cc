import { MultiSelect, NumberInput, Radio, Select, Stack } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { SectionText } from '../handover/section-text.tsx'
import { DEFAULTS, type Attribution } from './attribution.ts'
import { ComparisonPanel } from './comparison-panel.tsx'
import { CostsPanel } from './costs-panel.tsx'
import { CustomModels } from './custom-models.tsx'
import { chooseModels, MODEL_WORDS, modelOptions } from './model-words.ts'
import { TouchesPanel } from './touches-panel.tsx'
import { useSection } from './use-section.ts'
import classes from './sync-settings.module.css'

const WRITE_BACK = [
  { value: 'auto', label: 'On the campaigns if HubSpot takes them, else in a custom object' },
  { value: 'properties', label: 'On the campaigns' },
  { value: 'object', label: 'In a custom object (Enterprise)' },
  { value: 'off', label: 'Nowhere in HubSpot' },
]

/** How revenue is credited to campaigns, from which touches and costs, and where the figures are written. */
export function AttributionPart() {
  const all = useSection<Attribution>(['attribution'])
  const { section, put, disabled, wrongAt } = all
  const own = Object.keys(section.customModels ?? {})
  const models = section.models ?? DEFAULTS.models
  const defaultModel = section.defaultModel ?? DEFAULTS.defaultModel
  const options = modelOptions([...own, ...models])
  return (
    <>
      <Panel
        title="Attribution models"
        note="All chosen models are computed over all won deals; the reports show one or two side by side."
      >
        <Stack gap="lg">
          <MultiSelect
            label="Models that are computed"
            data={options}
            value={[...models]}
            disabled={disabled}
            searchable
            error={wrongAt('models')}
            onChange={(chosen) => put(chooseModels(chosen, { models, defaultModel }))}
          />
          <div className={classes['two']}>
            <Select
              label="Default model"
              description={MODEL_WORDS[defaultModel]?.words ?? 'By your own shares.'}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              data={options.filter(({ value }) => models.includes(value))}
              value={defaultModel}
              allowDeselect={false}
              disabled={disabled}
              error={wrongAt('defaultModel')}
              onChange={(value) => put({ defaultModel: value ?? undefined })}
            />
            <NumberInput
              label="Lookback window, in days"
              description="Touches further back from the close do not count; blank: all count"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={1}
              allowDecimal={false}
              value={section.lookbackDays ?? ''}
              disabled={disabled}
              error={wrongAt('lookbackDays')}
              onChange={(value) => put({ lookbackDays: value === '' ? undefined : Number(value) })}
            />
          </div>
          <Radio.Group
            label="Touches that share the rest of a positional model"
            value={section.middle ?? 'all'}
            onChange={(value) => put({ middle: value === 'between_milestones' ? 'between_milestones' : undefined })}
          >
            <Stack gap={8} mt={8}>
              <Radio value="all" label="All up to the close" disabled={disabled} />
              <Radio value="between_milestones" label="Those between its milestones" disabled={disabled} />
            </Stack>
          </Radio.Group>
          <Select
            label="Where campaign figures are written in HubSpot"
            description="Spend, leads, cost per lead, won deals, revenue and return, by the default model"
            data={WRITE_BACK}
            value={section.writeBack?.campaigns ?? 'auto'}
            allowDeselect={false}
            disabled={disabled}
            onChange={(value) =>
              put({ writeBack: value === null || value === 'auto' ? undefined : { campaigns: value } })
            }
          />
          <ProblemLines problems={all.problems} />
        </Stack>
      </Panel>
      <CustomModels
        models={section.customModels ?? {}}
        disabled={disabled}
        onChange={(customModels) => put({ customModels })}
      />
      <TouchesPanel section={section} disabled={disabled} put={put} />
      <CostsPanel section={section} disabled={disabled} put={put} wrongAt={wrongAt} />
      <ComparisonPanel section={section} disabled={disabled} put={put} wrongAt={wrongAt} />
      <SectionText path={['attribution']} name="Attribution" />
    </>
  )
}
