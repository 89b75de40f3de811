import { describe, expect, it } from "vitest";
import { machineDefaults } from "./machine.ts";

describe("what the machine is set up for", () => {
  const ini =
    "[core]\naccount = me@example.com\nproject = of-gcloud\n\n[compute]\nregion = us-east1\nzone = us-east1-b\n";
  const files: Readonly<Record<string, string>> = {
    "/home/me/.config/gcloud/configurations/config_default": ini,
    "/home/me/.config/gcloud/configurations/config_work": ini.replace("of-gcloud", "of-work"),
    "/etc/gcloud/active_config": "work\n",
    "/etc/gcloud/configurations/config_work": ini.replace("of-gcloud", "of-etc"),
  };
  const readFile = (file: string): string | undefined => files[file];

  it.each<{ name: string; variables: Record<string, string>; project: string; region: string }>([
    { name: "gcloud's configuration", variables: {}, project: "of-gcloud", region: "us-east1" },
    {
      name: "variables before gcloud's configuration",
      variables: { CLOUDSDK_CORE_PROJECT: "of-variable", CLOUDSDK_COMPUTE_REGION: "us-west1" },
      project: "of-variable",
      region: "us-west1",
    },
    {
      name: "GOOGLE_CLOUD_PROJECT before gcloud's variable",
      variables: { CLOUDSDK_CORE_PROJECT: "of-variable", GOOGLE_CLOUD_PROJECT: "of-google" },
      project: "of-google",
      region: "us-east1",
    },
    {
      name: "the configuration that a variable names",
      variables: { CLOUDSDK_ACTIVE_CONFIG_NAME: "work" },
      project: "of-work",
      region: "us-east1",
    },
    {
      name: "the active configuration of another folder",
      variables: { CLOUDSDK_CONFIG: "/etc/gcloud" },
      project: "of-etc",
      region: "us-east1",
    },
    {
      name: "no empty variable",
      variables: { GOOGLE_CLOUD_PROJECT: "", CLOUDSDK_COMPUTE_REGION: "" },
      project: "of-gcloud",
      region: "us-east1",
    },
  ])("is found by $name", ({ variables, project, region }) => {
    expect(machineDefaults({ variables: { HOME: "/home/me", ...variables }, readFile })).toEqual({ project, region });
  });
});
