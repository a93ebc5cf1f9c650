/** The one place that knows the versions of the vendored libraries. */
export { Component, Fragment, createElement, h, render } from '../../vendor/preact-11.2.0/preact.js';
export {
  useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState,
} from '../../vendor/preact-11.2.0/hooks.js';
export {
  Signal, batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect,
} from '../../vendor/preact-signals-2.11.4/signals.js';
export { default as htm } from '../../vendor/htm-3.1.1/htm.js';
