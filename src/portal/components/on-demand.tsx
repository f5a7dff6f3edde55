import { type ComponentType, useEffect, useState } from "react";
import { Loading } from "./states.tsx";

/**
 * A component that is loaded when it is first shown, and shown as soon as it is there. (`lazy` in a `Suspense` holds back for 300 ms what
 * comes soon after a page began to wait: `FALLBACK_THROTTLE_MS` of React.) What cannot be loaded is an error of the nearest boundary.
 */
export function onDemand<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  return function OnDemand(props: Props) {
    const [Loaded, setLoaded] = useState(() => known);
    const [error, setError] = useState<Error>();
    useEffect(() => {
      if (Loaded !== undefined) return;
      load().then((module) => {
        known = module.default;
        setLoaded(() => module.default);
      }, setError);
    }, [Loaded]);
    if (error !== undefined) throw error;
    return Loaded === undefined ? <Loading /> : <Loaded {...props} />;
  };
}
