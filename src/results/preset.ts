/** Protocols that the package ships, by the name of their file in presets/. */
export const PRESETS = ['pca-ot-paper'] as const;
export type Preset = (typeof PRESETS)[number];

/** The protocol that an audit was asked to follow. */
export interface PresetUse {
  readonly name: Preset;
  /** Options, as audit.toml names them, that were given otherwise than the preset has them. */
  readonly changed: readonly string[];
}
