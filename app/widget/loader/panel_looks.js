/** How the panel and the teaser look; every length that the shop chooses comes by a custom property. */

/** A closed panel is not there for any pointer. An opened one is visible at once, or it could not take the keyboard. */
export const panelSheet = `
* { box-sizing: border-box }
[hidden] { display: none !important }
#room { --surface: #fff; --ink: #1a1f25; font: 14px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--ink) }
#room.dark { --surface: #16191d; --ink: #e9ecef }
#room button { position: static; min-width: 44px; min-height: 44px; padding: 8px 16px; box-shadow: none; font: inherit; color: inherit; background: none }
#teaser, #panel {
  position: fixed; bottom: calc(var(--y) + 68px + env(safe-area-inset-bottom)); left: var(--left); right: var(--right);
  max-width: calc(100vw - 2 * var(--x)); border-radius: 12px; background: var(--surface);
}
#teaser { display: flex; align-items: start; width: max-content; max-width: min(280px, 100vw - 2 * var(--x)); box-shadow: 0 4px 24px #0003; animation: come 160ms ease-out }
#room #say { padding: 12px 0 12px 16px; text-align: start; overflow-wrap: anywhere }
#room #hush { padding: 12px }
#hush i { display: block; width: 20px; height: 20px; scale: .8 }
#panel {
  outline: 0; width: 380px; height: 640px; max-height: calc(100vh - var(--y) - 84px); overflow: hidden; box-shadow: 0 8px 32px #0004;
  visibility: hidden; opacity: 0; transform: translateY(8px); pointer-events: none; transition: 160ms ease-out; transition-property: opacity, transform, visibility;
}
.open > #panel { visibility: visible; opacity: 1; transform: none; pointer-events: auto; transition-property: opacity, transform }
iframe { position: absolute; width: 100%; height: 100%; border: 0; visibility: hidden; color-scheme: normal }
.open > .ready > iframe { visibility: visible }
#note { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 16px; padding: 24px; text-align: center; background: var(--surface) }
#room #note button { border: 1px solid; border-radius: 22px }
#wait {
  position: absolute; inset: calc(50% - 14px); width: 28px; height: 28px; border: 2px solid; border-top-color: transparent; border-radius: 50%; opacity: 0;
  animation: turn 1s linear 300ms infinite;
}
.ready > #wait { display: none }
@keyframes turn { from, to { opacity: .4 } to { rotate: 1turn } }
@keyframes come { from { opacity: 0; transform: translateY(8px) } }
@media (max-width: 480px), (max-height: 480px) {
  #panel { inset: var(--top, 0) 0 auto; width: 100%; max-width: none; height: var(--height, 100vh); max-height: none; border-radius: 0 }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation-duration: 0s !important } #wait { opacity: .4 } }
`;
