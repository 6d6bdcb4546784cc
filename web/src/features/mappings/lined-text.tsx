import { useImperativeHandle, useRef, type Ref } from 'react'
import classes from './yaml-view.module.css'

export interface LinedTextHandle {
  /** Selects a line and brings it into view. @param line from 1 on. */
  readonly goTo: (line: number) => void
}

/** Text with the number of each line beside it. Lines do not wrap, so that numbers stay beside theirs. */
export function LinedText(props: {
  readonly ref: Ref<LinedTextHandle>
  readonly label: string
  readonly text: string
  /** Lines with something to say of them. */
  readonly marked: ReadonlyMap<number, 'error' | 'warning'>
  readonly readOnly: boolean
  readonly onChange: (text: string) => void
  readonly onBlur: () => void
}) {
  const { text, marked } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const lines = text.split('\n')
  useImperativeHandle(props.ref, () => ({
    goTo: (line) => {
      const field = area.current
      if (field === null) return
      const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
      field.focus()
      field.setSelectionRange(before, before + (lines[line - 1]?.length ?? 0))
      field.scrollTop = ((line - 4) / lines.length) * field.scrollHeight
    },
  }))
  return (
    <div className={classes['editor']}>
      <div ref={gutter} className={classes['gutter']} aria-hidden="true">
        {lines.map((_, i) => (
          // A line has no other name than its number.
          <div key={i} data-level={marked.get(i + 1)}>
            {i + 1}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        className={classes['text']}
        aria-label={props.label}
        value={text}
        readOnly={props.readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onBlur={props.onBlur}
        onScroll={(event) => {
          if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop
        }}
      />
    </div>
  )
}
