using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>What converts is learned by category: notices carry no codes, unless a customer calls its codes so.</summary>
public sealed class CategoryTests
{
    private const int Hour = 3600;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(5);
    private long _id;

    /// <summary>
    /// Three thousand messages within a quarter of an hour, spread as the customer's people are, of which no code is used:
    /// confirmations of a vote where they are notices, and told of where they are what otherwise carries codes.
    /// </summary>
    [Theory]
    [InlineData(Category.Otp, Category.Transactional, false)]
    [InlineData(Category.Otp, Category.Otp, true)]
    [InlineData(Category.Transactional, Category.Transactional, true)]
    public void Burst_WithoutCodesUsed_IsHeldAgainstWhatItsCategoryConverts(Category codes, Category burst, bool told)
    {
        Honest(0, 12 * Hour, codes);
        for (var n = 0; n < 3000; n++) Send((12 * Hour) + (n * 0.3), burst, converts: false);
        Honest((12 * Hour) + 900, 13 * Hour, codes);
        (_fed.Desk.Incidents.Count > 0).ShouldBe(told);
        _fed.Desk.Decisions.ShouldBeEmpty("a block would hit as many honest people");
    }

    [Theory]
    [InlineData(Category.Otp)]
    [InlineData(Category.Transactional)]
    public void FeedThatStops_IsReported_WhateverTheCustomerCallsItsCodes(Category codes)
    {
        Honest(0, 12 * Hour, codes);
        _fed.Partition.FeedChanges.ShouldBeEmpty();
        for (var second = 12 * Hour; second < 16 * Hour; second += 10) Send(second, codes, converts: false);
        _fed.Partition.FeedChanges.ShouldHaveSingleItem().Until.ShouldBeNull();
        _fed.Partition.FeedOf(_fed.Names.Customers.Find("customer"u8)).Silent.ShouldBeTrue();
        _fed.Desk.Incidents.ShouldBeEmpty("a feed that stops is no fraud");
    }

    // A message in ten seconds; of codes six in ten are used, of notices, where codes are something else, none.
    private void Honest(double from, double until, Category codes)
    {
        for (var second = from; second < until; second += 10)
        {
            var notice = codes == Category.Otp && _rng.Next(5) == 0;
            Send(second, notice ? Category.Transactional : codes, converts: !notice && _rng.NextDouble() < 0.6);
        }
    }

    // Half of them to numbers that were messaged before.
    private void Send(double second, Category category, bool converts)
    {
        var number = 998_930_000_000UL + (ulong)(_rng.Next(2) == 0 ? _rng.Next(1000) * 5000 : _rng.Next(5_000_000));
        _fed.TakeWithCode(_fed.Submit(_id++, second, "customer", number) with { Category = category }, converts, _rng);
    }
}
