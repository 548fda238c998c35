/** The fonts that the map draws Chinese with. */
export const FONTS =
  '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
