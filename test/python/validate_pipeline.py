"""Holds pipeline protos against the official Python SDK, whose messages and planner they have to satisfy.

Usage: python validate_pipeline.py FILE...

Each file is a serialized Pipeline. Prints a line for each: "ok FILE" or "bad FILE: reason". Exits with 1 when one is bad.
"""

import copy
import logging
import sys

logging.disable(logging.WARNING)

# pylint: disable=wrong-import-position
from apache_beam import coders
from apache_beam.portability import common_urns
from apache_beam.portability.api import beam_runner_api_pb2 as api
from apache_beam.portability.api import schema_pb2
from apache_beam.portability.api import standard_window_fns_pb2 as window_fns
from apache_beam.runners import pipeline_context
from apache_beam.runners import pipeline_utils
from apache_beam.runners.portability.fn_api_runner import translations
from apache_beam.transforms import core
from google.protobuf import descriptor
from google.protobuf import unknown_fields


class Invalid(Exception):
  """What is wrong with a pipeline."""


TRANSFORM_PAYLOADS = {
    common_urns.primitives.PAR_DO.urn: api.ParDoPayload,
    common_urns.primitives.ASSIGN_WINDOWS.urn: api.WindowIntoPayload,
    common_urns.composites.COMBINE_PER_KEY.urn: api.CombinePayload,
    common_urns.combine_components.COMBINE_GROUPED_VALUES.urn: api.CombinePayload,
    common_urns.primitives.IMPULSE.urn: None,
    common_urns.primitives.GROUP_BY_KEY.urn: None,
    common_urns.primitives.FLATTEN.urn: None,
    common_urns.composites.RESHUFFLE.urn: None,
}

WINDOW_PAYLOADS = {
    common_urns.global_windows.urn: window_fns.GlobalWindowsPayload,
    common_urns.fixed_windows.urn: window_fns.FixedWindowsPayload,
    common_urns.sliding_windows.urn: window_fns.SlidingWindowsPayload,
    common_urns.session_windows.urn: window_fns.SessionWindowsPayload,
}

# The runner's business alone; all else says where it may run.
RUNNER_TRANSFORMS = {
    common_urns.primitives.IMPULSE.urn,
    common_urns.primitives.GROUP_BY_KEY.urn,
    common_urns.composites.RESHUFFLE.urn,
}

OWN_PREFIX = 'purlin:'


def parse(message_class, data, what):
  """Parses a message strictly: fields that this version of the model doesn't have are an error."""
  message = message_class.FromString(data)
  refuse_unknown_fields(message, what)
  return message


def refuse_unknown_fields(message, what):
  numbers = [field.field_number for field in unknown_fields.UnknownFieldSet(message)]
  if numbers:
    raise Invalid('%s has fields that the model lacks: %s' % (what, numbers))
  for field, value in message.ListFields():
    if field.type != descriptor.FieldDescriptor.TYPE_MESSAGE:
      continue
    if field.message_type.GetOptions().map_entry:
      if field.message_type.fields_by_name['value'].type == descriptor.FieldDescriptor.TYPE_MESSAGE:
        for key, item in value.items():
          refuse_unknown_fields(item, '%s.%s[%s]' % (what, field.name, key))
    elif hasattr(value, 'ListFields'):
      refuse_unknown_fields(value, '%s.%s' % (what, field.name))
    else:
      for item in value:
        refuse_unknown_fields(item, '%s.%s' % (what, field.name))


def check_reference(table, component_id, what):
  if component_id not in table:
    raise Invalid('%s refers to %r, which is not there' % (what, component_id))


def check_references(components):
  """Every id means something."""
  for name, transform in components.transforms.items():
    for child in transform.subtransforms:
      check_reference(components.transforms, child, 'transform %s' % name)
    for collection in list(transform.inputs.values()) + list(transform.outputs.values()):
      check_reference(components.pcollections, collection, 'transform %s' % name)
    if transform.environment_id:
      check_reference(components.environments, transform.environment_id, 'transform %s' % name)
  for name, collection in components.pcollections.items():
    check_reference(components.coders, collection.coder_id, 'collection %s' % name)
    check_reference(components.windowing_strategies, collection.windowing_strategy_id, 'collection %s' % name)
    if collection.is_bounded == api.IsBounded.UNSPECIFIED:
      raise Invalid('collection %s may be bounded or not' % name)
  for name, strategy in components.windowing_strategies.items():
    check_reference(components.coders, strategy.window_coder_id, 'windowing %s' % name)
    check_reference(components.environments, strategy.environment_id, 'windowing %s' % name)
  for name, coder in components.coders.items():
    for part in coder.component_coder_ids:
      check_reference(components.coders, part, 'coder %s' % name)


def check_names(components):
  """Names are unique, and a part of a composite is named below it."""
  for table in (components.transforms, components.pcollections):
    names = [item.unique_name for item in table.values()]
    for name in names:
      if not name or names.count(name) > 1:
        raise Invalid('the name %r is empty or not unique' % name)
  for transform in components.transforms.values():
    for child in transform.subtransforms:
      child_name = components.transforms[child].unique_name
      if not child_name.startswith(transform.unique_name + '/'):
        raise Invalid('%r is a part of %r by another name' % (child_name, transform.unique_name))


def leaves(components, ids):
  for transform_id in ids:
    transform = components.transforms[transform_id]
    if transform.subtransforms:
      yield from leaves(components, transform.subtransforms)
    elif transform.spec.urn:
      yield transform


def check_order(pipeline):
  """What a step takes was made by one before it, once."""
  made = set()
  for leaf in leaves(pipeline.components, pipeline.root_transform_ids):
    for collection in leaf.inputs.values():
      if collection not in made:
        raise Invalid('%r takes %r before it is made' % (leaf.unique_name, collection))
    for collection in leaf.outputs.values():
      if collection in made:
        raise Invalid('%r is made twice' % collection)
      made.add(collection)
  for name in pipeline.components.pcollections:
    if name not in made:
      raise Invalid('collection %s is never made' % name)


def check_payloads(components):
  """Payloads are the messages that their URNs promise."""
  for name, transform in components.transforms.items():
    urn = transform.spec.urn
    what = 'transform %s' % name
    if not urn:
      continue
    if urn not in TRANSFORM_PAYLOADS:
      raise Invalid('%s has the URN %r' % (what, urn))
    if bool(transform.environment_id) == (urn in RUNNER_TRANSFORMS):
      raise Invalid('%s has the environment %r' % (what, transform.environment_id))
    payload_class = TRANSFORM_PAYLOADS[urn]
    if payload_class is None:
      if transform.spec.payload:
        raise Invalid('%s has a payload' % what)
      continue
    payload = parse(payload_class, transform.spec.payload, what)
    if urn == common_urns.primitives.ASSIGN_WINDOWS.urn:
      check_window_fn(payload.window_fn, what)
    elif urn == common_urns.primitives.PAR_DO.urn:
      check_own(payload.do_fn, what)
    else:
      check_own(payload.combine_fn, what)
      check_reference(components.coders, payload.accumulator_coder_id, what)
  for name, strategy in components.windowing_strategies.items():
    check_window_fn(strategy.window_fn, 'windowing %s' % name)


def check_own(spec, what):
  if not spec.urn.startswith(OWN_PREFIX) or not spec.payload:
    raise Invalid('%s has no function of its own: %r' % (what, spec.urn))


def check_window_fn(spec, what):
  if spec.urn.startswith(OWN_PREFIX):
    return
  if spec.urn not in WINDOW_PAYLOADS:
    raise Invalid('%s has the window fn %r' % (what, spec.urn))
  parse(WINDOW_PAYLOADS[spec.urn], spec.payload, what)


def check_with_sdk(components):
  """What the Python SDK knows, it can make objects of."""
  context = pipeline_context.PipelineContext(components)
  for name, strategy in components.windowing_strategies.items():
    if not strategy.window_fn.urn.startswith(OWN_PREFIX):
      core.Windowing.from_runner_api(strategy, context)
    elif strategy.trigger.WhichOneof('trigger') is None:
      raise Invalid('windowing %s has no trigger' % name)
  for name, coder in components.coders.items():
    if coder.spec.urn == common_urns.coders.ROW.urn:
      parse(schema_pb2.Schema, coder.spec.payload, 'coder %s' % name)
    if is_standard(components, name):
      context.coders.get_by_id(name)


def is_standard(components, coder_id):
  coder = components.coders[coder_id]
  return coder.spec.urn in PYTHON_CODERS and all(
      is_standard(components, part) for part in coder.component_coder_ids)


PYTHON_CODERS = set(coders.Coder._known_urns)  # pylint: disable=protected-access


def check_plan(pipeline):
  """The planner of Python's runner makes stages of it, fused, and loses no step of ours."""
  phases = [
      translations.annotate_downstream_side_inputs,
      translations.fix_side_input_pcoll_coders,
      translations.lift_combiners,
      translations.expand_sdf,
      translations.expand_gbk,
      translations.sink_flattens,
      translations.greedily_fuse,
      translations.read_to_impulse,
      translations.impulse_to_input,
      translations.sort_stages,
      translations.add_impulse_to_dangling_transforms,
      translations.setup_timer_mapping,
      translations.populate_data_channel_coders,
  ]
  _, stages = translations.create_and_optimize_stages(
      copy.deepcopy(pipeline),
      phases=phases,
      known_runner_urns=frozenset(
          [common_urns.primitives.FLATTEN.urn, common_urns.primitives.GROUP_BY_KEY.urn]))
  planned = {transform.unique_name for stage in stages for transform in stage.transforms}
  for leaf in leaves(pipeline.components, pipeline.root_transform_ids):
    if leaf.spec.urn == common_urns.primitives.PAR_DO.urn and leaf.unique_name not in planned:
      raise Invalid('the planner has lost %r' % leaf.unique_name)


def validate(data):
  pipeline = parse(api.Pipeline, data, 'pipeline')
  if not pipeline.root_transform_ids:
    raise Invalid('there is no root')
  for root in pipeline.root_transform_ids:
    check_reference(pipeline.components.transforms, root, 'pipeline')
  check_references(pipeline.components)
  check_names(pipeline.components)
  check_order(pipeline)
  check_payloads(pipeline.components)
  pipeline_utils.validate_pipeline_graph(pipeline)
  check_with_sdk(pipeline.components)
  check_plan(pipeline)


def main(files):
  is_bad = False
  for file in files:
    try:
      with open(file, 'rb') as source:
        validate(source.read())
      print('ok %s' % file)
    except Exception as error:  # pylint: disable=broad-except
      is_bad = True
      print('bad %s: %s: %s' % (file, type(error).__name__, ' '.join(str(error).split())))
  return 1 if is_bad or not files else 0


if __name__ == '__main__':
  sys.exit(main(sys.argv[1:]))
