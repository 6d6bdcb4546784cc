import { SegmentedControl } from '@mantine/core'
import { ATTRIBUTION_MODELS, type AttributionModel } from '#http/contract/campaigns.ts'

export const MODEL_WORDS: Readonly<Record<AttributionModel, { readonly label: string; readonly meaning: string }>> = {
  first_touch: { label: 'First touch', meaning: 'A won deal counts for the campaign that was touched first.' },
  last_touch: { label: 'Last touch', meaning: 'A won deal counts for the last campaign touched before the close.' },
  linear: { label: 'Linear', meaning: 'A won deal is split evenly over all its touches.' },
}

export function ModelPicker(props: {
  readonly model: AttributionModel
  readonly onChange: (model: AttributionModel) => void
}) {
  return (
    <SegmentedControl
      aria-label="Attribution model"
      size="sm"
      value={props.model}
      onChange={(value) => {
        const model = ATTRIBUTION_MODELS.find((known) => known === value)
        if (model !== undefined) props.onChange(model)
      }}
      data={ATTRIBUTION_MODELS.map((model) => ({ value: model, label: MODEL_WORDS[model].label }))}
    />
  )
}
