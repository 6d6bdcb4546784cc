/** Fills with a texture, for marks that must be told apart without colour. Once per page; used as `url(#…)`. */
export function Textures() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        <pattern id="tandem-breached" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="var(--bad)" />
          <rect width="2" height="6" fill="var(--panel)" fillOpacity="0.55" />
        </pattern>
        <pattern id="tandem-running" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" fill="var(--pending)" fillOpacity="0.3" />
          <circle cx="2.5" cy="2.5" r="1.1" fill="var(--pending)" />
        </pattern>
      </defs>
    </svg>
  )
}
